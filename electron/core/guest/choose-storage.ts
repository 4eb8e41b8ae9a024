import { AppError } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { StorageView } from '../../../shared/model/cluster.ts'
import type { GuestType } from '../../../shared/model/guest.ts'
import { diskContent, freeBytes, gib, type KnownCluster, storagesOn } from './known-cluster.ts'

/** What a disk is wanted for. */
export interface DiskWish {
  readonly guest: string
  readonly type: GuestType
  readonly node: string
  readonly diskGiB: number
}

/** The storage of that name, where a node can put such a disk there. Errors: GuestInputInvalid, StorageFull. */
export function checkStorage(name: string, wish: DiskWish, known: KnownCluster): StorageView {
  const { guest, type, node } = wish
  const refuse = (because: string) => {
    const instead = fitting(wish, known).map(storage => storage.name)
    const advice = instead.length === 0 ? {} : { instead: `${node} can use ${instead.join(', ')}.` }
    return new AppError('GuestInputInvalid', { guest, field: 'storage', because, ...advice })
  }
  const storage = storagesOn(known, node).find(each => each.name === name)
  if (!storage) throw refuse(`${node} has no storage called ${name}.`)
  if (!storage.available) throw refuse(`${name} cannot be reached from ${node} at present.`)
  if (!storage.content.includes(diskContent(type))) {
    throw refuse(`${name} is not set up to hold disks of ${type === 'vm' ? 'virtual machines' : 'containers'}.`)
  }
  if (!hasRoom(storage, wish.diskGiB)) throw new AppError('StorageFull', { cluster: known.name, storage: name })
  return storage
}

/** The storage a disk is best put in, and why: rather one made for disks than a folder, then the one with most room. */
export function chooseStorage(wish: DiskWish, known: KnownCluster): { readonly storage: StorageView; readonly because: string } {
  const [storage] = fitting(wish, known)
  if (storage) {
    const free = freeBytes(storage)
    return { storage, because: `${storage.name} on ${wish.node} has ${free === undefined ? 'room' : `${bytesInWords(free)} free`}.` }
  }
  const full = candidates(wish, known)[0]
  if (full) throw new AppError('StorageFull', { cluster: known.name, storage: full.name })
  const because = `${wish.node} has no storage for disks of ${wish.type === 'vm' ? 'virtual machines' : 'containers'}.`
  throw new AppError('GuestInputInvalid', { guest: wish.guest, field: 'storage', because, instead: 'Choose another node.' })
}

function fitting(wish: DiskWish, known: KnownCluster): readonly StorageView[] {
  return candidates(wish, known).filter(storage => hasRoom(storage, wish.diskGiB))
}

function candidates({ type, node }: DiskWish, known: KnownCluster): readonly StorageView[] {
  return storagesOn(known, node)
    .filter(storage => storage.available && storage.content.includes(diskContent(type)))
    .sort(
      (one, other) =>
        Number(one.kind === 'dir') - Number(other.kind === 'dir') ||
        (freeBytes(other) ?? 0) - (freeBytes(one) ?? 0) ||
        (one.name < other.name ? -1 : 1),
    )
}

function hasRoom(storage: StorageView, diskGiB: number): boolean {
  return (freeBytes(storage) ?? Number.POSITIVE_INFINITY) >= diskGiB * gib
}
