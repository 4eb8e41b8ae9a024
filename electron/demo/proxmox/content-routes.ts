import { linkedTo } from './guests/disk-volumes.ts'
import { type Asked, Refusal, type Route } from './route.ts'
import { atMost, flag, oneOf, required, storageContent, text, vmid } from './rules.ts'
import { storageHere } from './storage-routes.ts'
import { findVolume, putVolume, removeVolume, usedBytes, volumesIn } from './volumes.ts'
import type { PveStorage, PveVolume } from './world.ts'

const path = '/nodes/{node}/storage/{storage}/content'
const see = [
  ['/storage/{storage}', 'Datastore.Audit'],
  ['/storage/{storage}', 'Datastore.AllocateSpace'],
] as const
const copyBytesPerSecond = 400 * 1024 ** 2
const checksums = {
  checksum: text,
  'checksum-algorithm': oneOf('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'),
} as const
const folders: Readonly<Record<string, string>> = { iso: 'template/iso', vztmpl: 'template/cache', import: 'import', backup: 'dump' }

/** What lies in a storage: lists, files that arrive, and what is done to one of them. */
export const contentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    needs: see,
    rules: { content: storageContent, vmid },
    handle: asked =>
      volumesIn(asked.world, active(asked), asked.node.name)
        .filter(({ content }) => asked.params.content === undefined || content === asked.params.content)
        .filter(volume => asked.params.vmid === undefined || volume.vmid === Number(asked.params.vmid))
        .filter(volume => volume.vmid === undefined || mayRead(asked, volume))
        .map(volume => listed(asked, volume)),
  },
  {
    method: 'POST',
    path,
    needs: [['/storage/{storage}', 'Datastore.AllocateSpace']],
    quorum: false,
    rules: {
      filename: required(text),
      format: oneOf('raw', 'qcow2', 'subvol', 'vmdk'),
      size: required({ ...text, pattern: /^\d+[MG]?$/ }),
      vmid: required(vmid),
    },
    handle: allocate,
  },
  {
    method: 'GET',
    path: `${path}/{volume}`,
    handle(asked) {
      const volume = volumeHere(asked)
      return {
        path: pathOf(storageHere(asked), volume.volid),
        size: volume.sizeBytes,
        used: volume.usedBytes,
        format: volume.format,
        ...marks(volume),
      }
    },
  },
  {
    method: 'PUT',
    path: `${path}/{volume}`,
    quorum: false,
    rules: { notes: text, protected: flag },
    handle(asked) {
      const volume = volumeHere(asked)
      if (volume.content !== 'backup') throw new Refusal(500, `attribute 'notes' is not supported for volume '${volume.volid}'`)
      demandOver(asked, volume)
      if (asked.params.notes !== undefined) volume.notes = asked.params.notes
      if (asked.params.protected !== undefined) volume.protected = asked.params.protected === '1'
      return null
    },
  },
  {
    method: 'DELETE',
    path: `${path}/{volume}`,
    quorum: false,
    rules: { delay: { type: 'integer', optional: true, minimum: 1, maximum: 30 } },
    handle: removeFile,
  },
  {
    method: 'POST',
    path: '/nodes/{node}/storage/{storage}/upload',
    needs: [['/storage/{storage}', 'Datastore.AllocateTemplate']],
    quorum: false,
    rules: {
      ...checksums,
      content: required({ ...storageContent, choices: ['iso', 'vztmpl', 'import'] }),
      filename: required(atMost(255)),
      tmpfilename: { ...text, pattern: /^\/var\/tmp\/pveupload-[0-9a-f]+$/ },
    },
    handle: asked => {
      const { tmpfilename = '', filename = '' } = asked.params
      const sizeBytes = Number.parseInt(tmpfilename.split('-').at(-1) || '0', 16)
      return arrive(asked, { type: 'imgcopy', id: '', filename, sizeBytes, from: tmpfilename })
    },
  },
  {
    method: 'POST',
    path: '/nodes/{node}/storage/{storage}/download-url',
    needs: [['/storage/{storage}', 'Datastore.AllocateTemplate']],
    quorum: false,
    rules: {
      ...checksums,
      compression: text,
      content: required({ ...storageContent, choices: ['iso', 'vztmpl', 'import'] }),
      filename: required(atMost(255)),
      url: required({ ...text, pattern: /^https?:\/\/.*/ }),
      'verify-certificates': flag,
    },
    handle: asked => {
      const { filename = '', url = '' } = asked.params
      return arrive(asked, { type: 'download', id: filename, filename, sizeBytes: 350 * 1024 ** 2, from: url })
    },
  },
]

function active(asked: Asked): PveStorage {
  const storage = storageHere(asked)
  if (storage.disabled) throw new Refusal(500, `storage '${storage.name}' is disabled`)
  return storage
}

/** With the storage's name in front or without. */
function volidOf({ params: { volume = '', storage } }: Asked): string {
  return volume.includes(':') ? volume : `${storage}:${volume}`
}

function volumeHere(asked: Asked): PveVolume {
  const { name } = active(asked)
  const volid = volidOf(asked)
  const volume = volid.startsWith(`${name}:`) ? findVolume(asked.world, asked.node.name, volid) : undefined
  if (!volume) throw new Refusal(500, `volume '${volid}' does not exist`)
  if (!mayRead(asked, volume)) throw new Refusal(403, 'Permission check failed')
  return volume
}

function mayRead({ caller }: Asked, { storage, vmid: guest }: PveVolume): boolean {
  const over = ['Datastore.Allocate', 'Datastore.Audit', 'Datastore.AllocateSpace'].some(privilege =>
    caller.may(`/storage/${storage}`, privilege),
  )
  return over || (guest !== undefined && caller.may(`/vms/${guest}`, 'VM.Backup'))
}

/** Demands the right to change or remove it: that over the storage, or for a backup that over its guest. */
function demandOver({ caller }: Asked, { storage, content, vmid: guest }: PveVolume): void {
  const at = `/storage/${storage}`
  if (caller.may(at, 'Datastore.Allocate')) return
  const isOwn = content === 'backup' && guest !== undefined && caller.may(`/vms/${guest}`, 'VM.Backup')
  if (!isOwn || !caller.may(at, 'Datastore.AllocateSpace')) throw new Refusal(403, `Permission check failed (${at}, Datastore.Allocate)`)
}

function pathOf(storage: PveStorage, volid: string): string {
  const name = volid.slice(volid.indexOf(':') + 1)
  if (storage.type === 'dir' || storage.type === 'nfs') {
    const [kind = '', file] = name.split('/')
    return `${storage.path ?? `/mnt/pve/${storage.name}`}/${folders[kind] ? `${folders[kind]}/${file}` : `images/${name}`}`
  }
  return storage.type === 'rbd' ? `rbd:${name}` : `/dev/${storage.type === 'lvmthin' ? 'pve' : `zvol/${storage.name}`}/${name}`
}

function listed({ world }: Asked, volume: PveVolume): Readonly<Record<string, unknown>> {
  const { volid, storage, content, format, sizeBytes, usedBytes: used, ctime, vmid: guest, parent } = volume
  const type = world.storages.get(storage)?.type
  const isDisk = content === 'images' || content === 'rootdir'
  return {
    volid,
    content,
    format,
    size: sizeBytes,
    ctime,
    ...(guest !== undefined && { vmid: guest }),
    ...(isDisk && (type === 'dir' || type === 'nfs') && { used, parent: parent ?? null }),
    ...(isDisk && type !== 'dir' && type !== 'nfs' && parent !== undefined && { parent }),
    ...(content === 'backup' && { subtype: volid.includes('vzdump-lxc-') ? 'lxc' : 'qemu' }),
    ...marks(volume),
  }
}

function marks({ notes, protected: kept }: PveVolume): Readonly<Record<string, unknown>> {
  return { ...(notes !== undefined && { notes }), ...(kept && { protected: 1 }) }
}

function allocate(asked: Asked): string {
  const { world, node, params } = asked
  const storage = active(asked)
  const { vmid: guest = '', filename = '', size = '' } = params
  if (!new RegExp(`^(?:vm|subvol)-${guest}-`).test(filename))
    throw new Refusal(500, `illegal name '${filename}' - should be 'vm-${guest}-*'`)
  const isFile = storage.type === 'dir' || storage.type === 'nfs'
  const volid = `${storage.name}:${isFile ? `${guest}/` : ''}${filename}`
  if (findVolume(world, node.name, volid)) throw new Refusal(500, `disk image '${pathOf(storage, volid)}' already exists`)
  if (usedBytes(world, storage, node.name) >= storage.totalBytes)
    throw new Refusal(
      500,
      `unable to create image: qemu-img: ${pathOf(storage, volid)}: Could not write to the image: No space left on device`,
    )
  const unit = { M: 1024 ** 2, G: 1024 ** 3 }[size.slice(-1)] ?? 1024
  putVolume(world, {
    volid,
    storage: storage.name,
    node: node.name,
    content: 'images',
    format: params.format ?? (filename.endsWith('.qcow2') ? 'qcow2' : 'raw'),
    sizeBytes: Number.parseInt(size, 10) * unit,
    usedBytes: 331_776,
    ctime: Math.floor(world.time.now() / 1000),
    vmid: Number(guest),
  })
  return volid
}

async function removeFile(asked: Asked): Promise<string | null> {
  const { world, node, params } = asked
  const storage = active(asked)
  const volid = volidOf(asked)
  const volume = findVolume(world, node.name, volid)
  if (volume) demandOver(asked, volume)
  else if (!asked.caller.may(`/storage/${storage.name}`, 'Datastore.Allocate')) throw new Refusal(403, 'Permission check failed')
  const owner = /(?:^|\/)(\d+)\/|(?:vm|subvol|base|lxc|qemu)-(\d+)-/.exec(volid.slice(volid.indexOf(':') + 1))
  const guest = owner?.[1] ?? owner?.[2]
  let ended: () => void = () => undefined
  const end = new Promise<'ended'>(resolve => {
    ended = () => resolve('ended')
  })
  const upid = asked.task('imgdel', `${guest === undefined ? '' : `${guest}@`}${storage.name}`, async (task, signal) => {
    if (volume?.protected) throw new Error(`cannot remove protected volume '${volid.slice(volid.indexOf(':') + 1)}' on '${storage.name}'`)
    if (volume && linkedTo(world, volume).length > 0) throw new Error(`base volume '${volid}' is still in use by linked cloned`)
    await world.time.pass(800, signal)
    if (volume) removeVolume(world, volume)
    task.log.push(`Removed volume '${volid}'`)
    ended()
  })
  if (params.delay === undefined) return upid
  // Whoever says how long they wait gets no task when that was enough.
  const waited = await Promise.race([end, world.time.pass(Number(params.delay) * 1000)])
  return waited === 'ended' ? null : upid
}

interface Arrival {
  readonly type: string
  readonly id: string
  readonly filename: string
  readonly sizeBytes: number
  readonly from: string
}

function arrive(asked: Asked, { type, id, filename, sizeBytes, from }: Arrival): string {
  const { world, node, params } = asked
  const storage = active(asked)
  const content = params.content ?? 'iso'
  const ends = { iso: /\.(?:iso|img)$/i, vztmpl: /\.tar\.(?:gz|xz|zst|bz2)$/i, import: /\.(?:ova|ovf|qcow2|raw|vmdk)$/i }[content]
  if (!ends?.test(filename)) throw new Refusal(400, 'Parameter verification failed.', { filename: 'wrong file extension' })
  if (!storage.content.includes(content)) throw new Refusal(500, `storage '${storage.name}' does not support '${content}' content`)
  const volid = `${storage.name}:${content}/${filename}`
  const target = pathOf(storage, volid)
  return asked.task(type, id, async (task, signal) => {
    task.log.push(`starting file import from: ${from}`, `target node: ${node.name}`, `target file: ${target}`, `file size is: ${sizeBytes}`)
    if (storage.totalBytes - usedBytes(world, storage, node.name) < sizeBytes)
      throw new Error(`import failed: cp: error writing '${target}': No space left on device`)
    task.log.push(`command: cp -- ${from} ${target}`)
    await world.time.pass(300 + (sizeBytes / copyBytesPerSecond) * 1000, signal)
    putVolume(world, {
      volid,
      storage: storage.name,
      node: node.name,
      content,
      format: formatOf(filename),
      sizeBytes,
      usedBytes: sizeBytes,
      ctime: Math.floor(world.time.now() / 1000),
    })
    task.log.push('finished file import successfully')
  })
}

/** `tzst` of a packed archive, else the ending. */
function formatOf(filename: string): string {
  const [ending = '', before] = filename.split('.').reverse()
  return before === 'tar' ? `t${ending}` : ending
}
