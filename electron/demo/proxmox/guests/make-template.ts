import { type Asked, Refusal, type Route } from '../route.ts'
import { findVolume, putVolume, removeVolume } from '../volumes.ts'
import type { PveGuest } from '../world.ts'
import { isCloudInit, renamed } from './clone-guest.ts'
import { optionalText } from './common-rules.ts'
import { linkedTo } from './disk-volumes.ts'
import { findGuest, refuseLocked } from './find-guest.ts'
import { type GuestKind, wordOf } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { disksOf } from './move-disk.ts'

/** Making a guest a template that copies rest on. */
export const templateRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/nodes/{node}/qemu/{vmid}/template',
    rules: { disk: { ...optionalText, pattern: /^(?:(?:ide|scsi|virtio|sata)\d+|efidisk0|tpmstate0)$/ } },
    needs: [['/vms/{vmid}', 'VM.Allocate']],
    handle: asked => {
      const guest = refuseTemplate(asked, 'qemu')
      return asked.task('qmtemplate', String(guest.vmid), async (task, signal) => {
        await holding(
          asked.world,
          guestLock('qemu', guest.vmid),
          async () => {
            refuseTemplate(asked, 'qemu')
            await asked.world.time.pass(500, signal)
            becomeTemplate(asked, guest)
          },
          task,
        )
      })
    },
  },
  {
    method: 'POST',
    path: '/nodes/{node}/lxc/{vmid}/template',
    needs: [['/vms/{vmid}', 'VM.Allocate']],
    handle: asked => {
      becomeTemplate(asked, refuseTemplate(asked, 'lxc'))
      return null
    },
  },
]

function refuseTemplate(asked: Asked, kind: GuestKind): PveGuest {
  const guest = findGuest(asked, kind)
  const word = wordOf(kind)
  refuseLocked(guest)
  if (guest.snapshots.length > 0) throw new Refusal(500, `unable to create template, because ${word} contains snapshots`)
  if (guest.template) throw new Refusal(500, "you can't convert a template to a template")
  if (guest.status === 'running') throw new Refusal(500, `you can't convert a ${word} to template if ${word} is running`)
  return guest
}

function becomeTemplate({ world }: Asked, guest: PveGuest): void {
  for (const [key, volid] of disksOf(guest)) {
    const volume = findVolume(world, guest.node, volid)
    if (!volume || isCloudInit(volid) || linkedTo(world, volume).length > 0) continue
    const [, storage = '', folder = '', word, name] = /^([^:]*:)(?:.*?)(\d+\/)?(vm|subvol)-([^/]*)$/.exec(volid) ?? []
    const renamedId = `${storage}${folder}${word === 'vm' ? 'base' : 'basevol'}-${name}`
    const { parent: _, ...rest } = volume
    removeVolume(world, volume)
    putVolume(world, { ...rest, volid: renamedId })
    guest.config = { ...guest.config, [key]: renamed(guest.type, key, guest.config[key] ?? '', renamedId) }
  }
  guest.template = true
}
