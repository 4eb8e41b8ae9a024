import { type Asked, Refusal, type Route } from '../route.ts'
import type { PveGuest, PveTask } from '../world.ts'
import { applySetting, ownVolumes } from './apply-setting.ts'
import { copyDisk } from './copy-progress.ts'
import { destroyDisk } from './disk-volumes.ts'
import { demand, findGuest } from './find-guest.ts'
import { guestLock, holding } from './hold-guest.ts'
import { isLiveMachineSetting } from './live-settings.ts'
import { checkDrive, driveWish, isDriveKey, readDrive, readyDrive } from './machine-drives.ts'
import { changeMachineRules, changeMachineTaskRules } from './machine-rules.ts'
import { bridgesOf, checkBoot, writeMachineSetting } from './machine-settings.ts'
import { comingConfig, pendingWithout } from './pending-settings.ts'
import { demandChange, readChange, refuseChange, type SettingChange } from './read-change.ts'

const privileges = ['Disk', 'CDROM', 'CPU', 'Memory', 'Network', 'HWType', 'Options', 'Cloudinit']
const needs = privileges.map(name => ['/vms/{vmid}', `VM.Config.${name}`] as const)
const path = '/nodes/{node}/qemu/{vmid}/config'

/** Changes of virtual machines: one that answers when it is done, one that becomes a task. */
export const changeMachineRoutes: readonly Route[] = [
  {
    method: 'PUT',
    path,
    rules: changeMachineRules,
    needs,
    handle: async asked => {
      const { guest, change } = ready(asked)
      await holding(asked.world, guestLock('qemu', guest.vmid), () => {
        refuseChange(asked, guest)
        return changeMachine(asked, guest, change)
      })
      return null
    },
  },
  { method: 'POST', path, rules: changeMachineTaskRules, needs, handle: changeAsTask },
]

function ready(asked: Asked): { readonly guest: PveGuest; readonly change: SettingChange } {
  const change = readChange(asked, changeMachineRules)
  const guest = findGuest(asked, 'qemu')
  demandChange(asked, change)
  for (const [key, text] of Object.entries(change.sets)) if (isDriveKey(key)) checkDrive(asked, readDrive(key, text))
  for (const bridge of bridgesOf(change.sets)) demand(asked, `/sdn/zones/localnetwork/${bridge}`, 'SDN.Use')
  return { guest, change }
}

async function changeAsTask(asked: Asked): Promise<string | null> {
  const { guest, change } = ready(asked)
  refuseChange(asked, guest)
  const ended = Promise.withResolvers<string | undefined>()
  const upid = asked.task('qmconfig', String(guest.vmid), async (task, signal) => {
    try {
      task.log.push(`update VM ${guest.vmid}: ${told(change)}`)
      await holding(
        asked.world,
        guestLock('qemu', guest.vmid),
        async () => {
          refuseChange(asked, guest)
          await changeMachine(asked, guest, change, task, signal)
        },
        task,
      )
      ended.resolve(undefined)
    } catch (error) {
      ended.resolve(error instanceof Error ? error.message : 'unexpected status')
      throw error
    }
  })
  const delaySeconds = Number(asked.params.background_delay ?? 0)
  if (delaySeconds === 0) return upid
  const patience = new AbortController()
  const late = asked.world.time.pass(delaySeconds * 1000, patience.signal).then(
    () => 'late' as const,
    () => undefined,
  )
  const outcome = await Promise.race([ended.promise.then(words => ({ words })), late])
  patience.abort()
  if (outcome === 'late' || outcome === undefined) return upid
  if (outcome.words !== undefined) throw new Refusal(500, `failed to update VM ${guest.vmid}: ${outcome.words}`)
  return null
}

function told({ sets, deletes, reverts }: SettingChange): string {
  const words = Object.entries(sets).map(([key, text]) => `-${key} ${key === 'cipassword' ? '<hidden>' : text}`)
  if (deletes.length > 0) words.push(`-delete ${deletes.join(',')}`)
  if (reverts.length > 0) words.push(`-revert ${reverts.join(',')}`)
  return words.sort().join(' ')
}

async function changeMachine(asked: Asked, guest: PveGuest, change: SettingChange, task?: PveTask, signal?: AbortSignal): Promise<void> {
  for (const key of change.reverts) revert(asked, guest, key)
  for (const key of change.deletes) {
    refuseProtected(guest, key)
    put(asked, guest, key, undefined)
  }
  for (const [key, text] of Object.entries(change.sets)) {
    const value = isDriveKey(key) ? await driveText(asked, guest, key, text, task, signal) : settingText(asked, guest, key, text)
    put(asked, guest, key, value)
  }
}

function settingText({ world }: Asked, guest: PveGuest, key: string, text: string): string {
  const coming = comingConfig(guest)
  if (key === 'boot') checkBoot(text, coming)
  if (key === 'balloon' && Number(text) > Number(coming.memory ?? 512))
    throw new Refusal(500, 'balloon value too large (must be smaller than assigned memory)')
  return writeMachineSetting(key, text, guest.vmid, world.time.now())
}

async function driveText(
  asked: Asked,
  guest: PveGuest,
  key: string,
  text: string,
  task: PveTask | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  const drive = readDrive(key, text)
  if (driveWish(drive).is !== 'there' && signal) await asked.world.time.pass(400, signal)
  const ready = readyDrive(asked, guest.vmid, drive)
  task?.log.push(...ready.lines)
  if (ready.made && ready.imports && task && signal) {
    await copyDisk(asked.world, ready.made, task, signal)
    guest.obeys = true
  }
  if (ready.made) task?.log.push(`${key}: successfully created disk '${ready.text}'`)
  return ready.text
}

function refuseProtected({ config }: PveGuest, key: string): void {
  if (config.protection !== '1') return
  const detached = /^unused\d+$/.test(key)
  if (!detached && !isDriveKey(key)) return
  throw new Refusal(500, `can't remove ${detached ? `unused disk '${config[key]}'` : `drive '${key}'`} - protection mode enabled`)
}

/** Lets a setting take effect, or wait where the machine runs and cannot take it now. */
function put({ world }: Asked, guest: PveGuest, key: string, value: string | undefined): void {
  guest.pending = pendingWithout(guest, [key])
  if (guest.status === 'stopped' || isLiveMachineSetting(guest.config, key, value)) applySetting(world, guest, key, value)
  else if (guest.config[key] !== value) guest.pending = { ...guest.pending, [key]: value }
}

function revert({ world }: Asked, guest: PveGuest, key: string): void {
  const dropped = guest.pending[key]
  guest.pending = pendingWithout(guest, [key])
  if (dropped === undefined || !isDriveKey(key)) return
  const { file, cdrom } = readDrive(key, dropped)
  if (!cdrom && file.includes(':') && !ownVolumes(guest).some(([, volid]) => volid === file)) destroyDisk(world, guest.node, file)
}
