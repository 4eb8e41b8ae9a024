import { basename } from 'node:path/posix'
import { isOn } from './cluster-routes.ts'
import { readSize } from './guests/sizes.ts'
import { storageStatus } from './node-routes.ts'
import { type Asked, Refusal, type Route } from './route.ts'
import { findVolume, putVolume, removeVolume, usedBytes, volumesIn } from './volumes.ts'
import type { PveStorage, PveVolume, PveWorld } from './world.ts'

const text = { type: 'string', optional: true } as const
const flag = { type: 'boolean', optional: true } as const
const types = ['dir', 'lvmthin', 'zfspool', 'rbd', 'nfs'] as const
const definition = { content: text, disable: flag, nodes: text, shared: flag, 'prune-backups': text, delete: text, digest: text } as const
const contentPath = '/nodes/{node}/storage/{storage}/content'
const imageBytesPerSecond = 400 * 1024 ** 2

/** Calls about storages and what lies in them. */
export const storageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/storage',
    rules: { type: text },
    handle: ({ world, caller }) =>
      [...world.storages.values()]
        .filter(
          ({ name }) => caller.may(`/storage/${name}`, 'Datastore.Audit') || caller.may(`/storage/${name}`, 'Datastore.AllocateSpace'),
        )
        .map(defined),
  },
  {
    method: 'POST',
    path: '/storage',
    needs: [['/storage', 'Datastore.Allocate']],
    rules: {
      ...definition,
      storage: { type: 'string' },
      type: { type: 'string', choices: types },
      path: text,
      server: text,
      export: text,
      pool: text,
      vgname: text,
      thinpool: text,
    },
    handle({ world, params }) {
      const name = params.storage ?? ''
      const type = types.find(one => one === params.type) ?? 'dir'
      if (type === 'nfs' && params.server === undefined) throw new Refusal(500, "missing value for required option 'server'")
      if (type === 'dir' && params.path === undefined) throw new Refusal(500, "missing value for required option 'path'")
      if (world.storages.has(name)) throw new Refusal(500, `create storage failed: storage ID '${name}' already defined`)
      world.storages.set(name, {
        name,
        type,
        shared: params.shared === '1',
        content: (params.content ?? 'images,rootdir').split(','),
        totalBytes: 250 * 1024 ** 3,
        disabled: params.disable === '1',
        ...(params.path !== undefined && { path: params.path }),
        ...(params.nodes !== undefined && { nodes: params.nodes.split(',') }),
      })
      return { storage: name, type }
    },
  },
  {
    method: 'GET',
    path: '/storage/{storage}',
    needs: [['/storage/{storage}', 'Datastore.Allocate']],
    handle: ({ world, params }) => defined(storageOf(world, params.storage, `storage '${params.storage}' does not exist`)),
  },
  {
    method: 'PUT',
    path: '/storage/{storage}',
    needs: [['/storage', 'Datastore.Allocate']],
    rules: definition,
    handle({ world, params }) {
      const storage = storageOf(world, params.storage, `update storage failed: storage ID '${params.storage}' does not exist`)
      if (params.content !== undefined) storage.content = params.content.split(',')
      if (params.disable !== undefined) storage.disabled = params.disable === '1'
      return { storage: storage.name, type: storage.type }
    },
  },
  {
    method: 'DELETE',
    path: '/storage/{storage}',
    needs: [['/storage', 'Datastore.Allocate']],
    handle({ world, params }) {
      storageOf(world, params.storage, `delete storage failed: storage '${params.storage}' does not exist`)
      world.storages.delete(params.storage ?? '')
      return null
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/storage/{storage}/status',
    needs: [
      ['/storage/{storage}', 'Datastore.Audit'],
      ['/storage/{storage}', 'Datastore.AllocateSpace'],
    ],
    handle(asked) {
      const { storage: _, used_fraction: __, ...status } = storageStatus(asked.world, storageHere(asked, true).name, asked.node.name)
      return status
    },
  },
  {
    method: 'GET',
    path: contentPath,
    needs: [
      ['/storage/{storage}', 'Datastore.Audit'],
      ['/storage/{storage}', 'Datastore.AllocateSpace'],
    ],
    rules: { content: text, vmid: { type: 'integer', optional: true, minimum: 100 } },
    handle: asked =>
      volumesIn(asked.world, storageHere(asked), asked.node.name)
        .filter(
          volume =>
            (asked.params.content === undefined || volume.content === asked.params.content) &&
            (asked.params.vmid === undefined || volume.vmid === Number(asked.params.vmid)),
        )
        .map(listed),
  },
  {
    method: 'POST',
    path: contentPath,
    needs: [['/storage/{storage}', 'Datastore.AllocateSpace']],
    rules: { vmid: { type: 'integer', minimum: 100 }, filename: { type: 'string' }, size: { type: 'string' }, format: text },
    handle(asked) {
      const storage = storageHere(asked)
      const { vmid, filename, size, format = 'raw' } = asked.params
      const sizeBytes = readSize(size ?? '') ?? 0
      const volid = storage.type === 'dir' || storage.type === 'nfs' ? `${storage.name}:${vmid}/${filename}` : `${storage.name}:${filename}`
      if (usedBytes(asked.world, storage, asked.node.name) >= storage.totalBytes)
        throw new Refusal(500, `unable to create image: storage '${storage.name}' is full`)
      putVolume(asked.world, {
        volid,
        storage: storage.name,
        node: asked.node.name,
        content: 'images',
        format,
        sizeBytes,
        usedBytes: 0,
        ctime: seconds(asked.world),
        vmid: Number(vmid),
      })
      return volid
    },
  },
  {
    method: 'GET',
    path: `${contentPath}/{volume}`,
    handle(asked) {
      const { sizeBytes, usedBytes: used, format, notes, protected: kept } = volumeHere(asked)
      return {
        path: `/var/lib/vz/${asked.params.volume?.split(':')[1]}`,
        size: sizeBytes,
        used,
        format,
        ...(notes !== undefined && { notes }),
        ...(kept && { protected: 1 }),
      }
    },
  },
  {
    method: 'PUT',
    path: `${contentPath}/{volume}`,
    rules: { notes: text, protected: flag },
    handle(asked) {
      const volume = volumeHere(asked)
      if (asked.params.notes !== undefined) volume.notes = asked.params.notes
      if (asked.params.protected !== undefined) volume.protected = asked.params.protected === '1'
      return null
    },
  },
  {
    method: 'DELETE',
    path: `${contentPath}/{volume}`,
    rules: { delay: { type: 'integer', optional: true, minimum: 1, maximum: 30 } },
    handle(asked) {
      const storage = storageHere(asked)
      const volid = volidOf(asked)
      const { world, node } = asked
      if (
        !asked.caller.may(`/storage/${storage.name}`, 'Datastore.Allocate') &&
        !(
          findVolume(world, node.name, volid)?.content === 'backup' &&
          asked.caller.may(`/storage/${storage.name}`, 'Datastore.AllocateSpace')
        )
      )
        throw new Refusal(403, `Permission check failed (/storage/${storage.name}, Datastore.Allocate)`)
      return asked.task('imgdel', `${ownerOf(volid)}@${storage.name}`, async task => {
        const volume = findVolume(world, node.name, volid)
        if (!volume) throw new Error(`unable to find volume '${volid}'`)
        if (volume.protected) throw new Error(`cannot remove protected volume '${volid.split(':')[1]}' on '${storage.name}'`)
        await world.time.pass(800)
        removeVolume(world, volume)
        task.log.push(`Removed volume '${volid}'`)
      })
    },
  },
  {
    method: 'POST',
    path: '/nodes/{node}/storage/{storage}/upload',
    needs: [['/storage/{storage}', 'Datastore.AllocateTemplate']],
    rules: {
      content: { type: 'string', choices: ['iso', 'vztmpl', 'import'] },
      filename: { type: 'string' },
      size: text,
      checksum: text,
      'checksum-algorithm': text,
      tmpfilename: text,
    },
    handle: asked =>
      arrive(
        asked,
        'imgcopy',
        '',
        `${storageHere(asked).name}:${asked.params.content}/${asked.params.filename}`,
        Number(asked.params.size ?? 0),
      ),
  },
  {
    method: 'POST',
    path: '/nodes/{node}/storage/{storage}/download-url',
    needs: [['/storage/{storage}', 'Datastore.AllocateTemplate']],
    rules: {
      content: { type: 'string', choices: ['iso', 'vztmpl', 'import'] },
      filename: { type: 'string' },
      url: { type: 'string' },
      checksum: text,
      'checksum-algorithm': text,
      compression: text,
      'verify-certificates': flag,
    },
    handle: asked =>
      arrive(
        asked,
        'download',
        asked.params.filename ?? '',
        `${storageHere(asked).name}:${asked.params.content}/${asked.params.filename}`,
        350 * 1024 ** 2,
      ),
  },
]

function arrive(asked: Asked, type: string, id: string, volid: string, bytes: number): string {
  const { world, node } = asked
  return asked.task(type, id, async (task, signal) => {
    await world.time.pass(300 + (bytes / imageBytesPerSecond) * 1000, signal)
    const format = volid.split('.').at(-1) ?? 'raw'
    putVolume(world, {
      volid,
      storage: volid.split(':')[0] ?? '',
      node: node.name,
      content: asked.params.content ?? 'iso',
      format,
      sizeBytes: bytes,
      usedBytes: bytes,
      ctime: seconds(world),
    })
    task.log.push('finished file import successfully')
  })
}

function storageOf(world: PveWorld, name: string | undefined, otherwise: string): PveStorage {
  const storage = world.storages.get(name ?? '')
  if (!storage) throw new Refusal(500, otherwise)
  return storage
}

/** The storage of the path, on this node and, unless said otherwise, switched on. */
function storageHere({ world, node, params }: Asked, evenDisabled = false): PveStorage {
  const storage = storageOf(world, params.storage, `storage '${params.storage}' does not exist`)
  if (!isOn(storage, node)) throw new Refusal(500, `storage '${storage.name}' is not available on node '${node.name}'`)
  if (storage.disabled && !evenDisabled) throw new Refusal(500, `storage '${storage.name}' is disabled`)
  return storage
}

function volidOf({ params }: Asked): string {
  const volume = params.volume ?? ''
  return volume.includes(':') ? volume : `${params.storage}:${volume}`
}

function volumeHere(asked: Asked): PveVolume {
  const volume = findVolume(asked.world, storageHere(asked).name === '' ? '' : asked.node.name, volidOf(asked))
  if (!volume) throw new Refusal(500, `volume '${volidOf(asked)}' does not exist`)
  return volume
}

function listed({
  volid,
  content,
  format,
  sizeBytes,
  usedBytes: used,
  ctime,
  vmid,
  notes,
  protected: kept,
  parent,
  backupOf,
}: PveVolume): Readonly<Record<string, unknown>> {
  return {
    volid,
    content,
    format,
    size: sizeBytes,
    ctime,
    ...(vmid !== undefined && { vmid }),
    ...((content === 'images' || content === 'rootdir') && { used, parent: parent ?? null }),
    ...(content === 'backup' && { subtype: backupOf?.type ?? (volid.includes('-lxc-') ? 'lxc' : 'qemu') }),
    ...(notes !== undefined && { notes }),
    ...(kept && { protected: 1 }),
  }
}

function ownerOf(volid: string): string {
  return (
    /(?:^|[/-])(\d{3,})(?:[/-])/.exec(basename(volid.split(':')[1] ?? '').replace(/^vm-|^vzdump-\w+-/, '-'))?.[1] ??
    /:(\d+)\//.exec(volid)?.[1] ??
    ''
  )
}

function defined({ name, type, content, shared, path, disabled, nodes }: PveStorage): Readonly<Record<string, unknown>> {
  return {
    storage: name,
    type,
    content: content.join(','),
    digest: '0'.repeat(40),
    ...(path !== undefined && { path }),
    ...(shared && { shared: 1 }),
    ...(disabled && { disable: 1 }),
    ...(nodes && { nodes: nodes.join(',') }),
  }
}

function seconds(world: PveWorld): number {
  return Math.floor(world.time.now() / 1000)
}
