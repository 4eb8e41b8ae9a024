import { type Asked, Refusal, type Route } from '../route.ts'
import type { PveGuest } from '../world.ts'
import { applySetting } from './apply-setting.ts'
import { isMountKey, readMount } from './container-mounts.ts'
import { changeContainerRules } from './container-rules.ts'
import { checkMount, readyMount, writeContainerSetting } from './container-settings.ts'
import { demand, findGuest } from './find-guest.ts'
import { guestLock, holding } from './hold-guest.ts'
import { isLiveContainerSetting } from './live-settings.ts'
import { bridgesOf } from './machine-settings.ts'
import { pendingWithout } from './pending-settings.ts'
import { demandChange, readChange, refuseChange, type SettingChange } from './read-change.ts'

const privileges = ['Disk', 'CPU', 'Memory', 'Network', 'Options']

/** The change of a container's settings. */
export const changeContainerRoute: Route = {
  method: 'PUT',
  path: '/nodes/{node}/lxc/{vmid}/config',
  rules: changeContainerRules,
  needs: privileges.map(name => ['/vms/{vmid}', `VM.Config.${name}`]),
  handle: async asked => {
    const change = readChange(asked, changeContainerRules)
    const guest = findGuest(asked, 'lxc')
    demandChange(asked, change)
    for (const [key, text] of Object.entries(change.sets)) if (isMountKey(key)) checkMount(asked, key, text)
    for (const bridge of bridgesOf(change.sets)) demand(asked, `/sdn/zones/localnetwork/${bridge}`, 'SDN.Use')
    await holding(asked.world, guestLock('lxc', guest.vmid), () => {
      refuseChange(asked, guest)
      refuseFixed(guest, change)
      changeContainer(asked, guest, change)
    })
    return null
  },
}

function refuseFixed({ config }: PveGuest, { sets, deletes }: SettingChange): void {
  if (sets.unprivileged !== undefined) throw new Refusal(500, "unable to modify read-only option: 'unprivileged'")
  if (deletes.includes('unprivileged')) throw new Refusal(500, "unable to delete read-only option: 'unprivileged'")
  if (deletes.includes('rootfs')) throw new Refusal(500, "unable to delete required option 'rootfs'")
  const disk = deletes.find(key => /^(?:mp|unused)\d+$/.test(key))
  if (config.protection === '1' && disk !== undefined) throw new Refusal(500, `can't remove CT ${disk} - protection mode enabled`)
  const root = sets.rootfs === undefined ? undefined : readMount('rootfs', sets.rootfs).volume
  if (root !== undefined && root !== readMount('rootfs', config.rootfs ?? '').volume)
    throw new Refusal(500, "cannot change volume of 'rootfs'")
}

function changeContainer(asked: Asked, guest: PveGuest, { sets, deletes, reverts }: SettingChange): void {
  guest.pending = pendingWithout(guest, reverts)
  for (const key of deletes) put(asked, guest, key, undefined)
  for (const [key, text] of Object.entries(sets)) {
    const value = isMountKey(key)
      ? readyMount(asked, guest.vmid, key, text).text
      : writeContainerSetting(key, text, guest.vmid, asked.world.time.now())
    put(asked, guest, key, value)
  }
}

/** Lets a setting take effect, or wait where the container runs and cannot take it now. */
function put({ world }: Asked, guest: PveGuest, key: string, value: string | undefined): void {
  guest.pending = pendingWithout(guest, [key])
  if (guest.status === 'stopped' || isLiveContainerSetting(guest.config, key, value)) applySetting(world, guest, key, value)
  else if (guest.config[key] !== value) guest.pending = { ...guest.pending, [key]: value }
}
