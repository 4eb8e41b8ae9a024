import { AppError } from '../../../shared/errors/app-error.ts'
import type { GuestCreation, GuestSource, GuestWish } from '../../../shared/model/guest-wish.ts'
import { chooseImage, isOf } from './choose-image.ts'
import type { KnownCluster } from './known-cluster.ts'

/** The creation that a wish asks for, with what it is made from chosen. Errors: GuestInputInvalid, NoGuestImage. */
export function planWish(wish: GuestWish, known: KnownCluster): GuestCreation {
  const { state, os: _, clone: __, type, ...rest } = wish
  const copied = wish.clone === undefined ? undefined : templateNamed(wish, wish.clone, known)
  const wanted = type ?? copied?.type
  if (wanted === undefined) {
    const because = 'It is not said whether it is a virtual machine or a container.'
    throw new AppError('GuestInputInvalid', { guest: wish.name, field: 'type', because, instead: 'Say vm or lxc.' })
  }
  const source = copied ? copyOf(copied) : sourceOf(wish, wanted, known)
  return { ...rest, type: wanted, source, start: state === 'running', nesting: true, unprivileged: true }
}

function templateNamed({ name }: GuestWish, wanted: string, known: KnownCluster) {
  const found = known.guests.find(guest => guest.name.toLowerCase() === wanted.toLowerCase())
  if (found) return found
  const because = `${known.name} has no guest called ${wanted} to copy.`
  throw new AppError('GuestInputInvalid', { guest: name, field: 'clone', because, instead: 'Name a template or guest that is there.' })
}

/** The newest image of its system; for a machine also a template that is named after it. */
function sourceOf({ os, name, node }: GuestWish, type: 'vm' | 'lxc', known: KnownCluster): GuestSource {
  if (os === undefined) {
    const because = 'It is not said what it is made from.'
    throw new AppError('GuestInputInvalid', {
      guest: name,
      field: 'os',
      because,
      instead: 'Name an operating system, for example debian 12.',
    })
  }
  const images = node === undefined ? known.images : known.images.filter(image => image.node === undefined || image.node === node)
  const image = chooseImage(os, type, images)
  if (image && image.kind !== 'iso') return { kind: image.kind, volume: image.volume }
  const template = known.guests.find(guest => guest.template && guest.type === type && isOf(os, guest.name))
  if (template) return copyOf(template)
  throw new AppError('NoGuestImage', { cluster: known.name, node: node ?? known.nodes[0]?.name ?? known.name, wanted: os })
}

function copyOf({ vmid }: { readonly vmid: number }): GuestSource {
  return { kind: 'clone', vmid, full: true }
}
