import { digest } from '../../chance.ts'
import { type Asked, Refusal, type Route } from '../route.ts'
import { findVolume } from '../volumes.ts'
import type { PveGuest, PveTask, PveVolume } from '../world.ts'
import { blankGuest } from './blank-guest.ts'
import { isMountKey } from './container-mounts.ts'
import { newContainerRules } from './container-rules.ts'
import { checkMount, readyMount, writeContainerSetting } from './container-settings.ts'
import { passCopy } from './copy-progress.ts'
import { nameIn, volumeOn } from './disk-volumes.ts'
import { demand, demandNewGuest, refuseTaken } from './find-guest.ts'
import { guestLock, holding } from './hold-guest.ts'
import { bridgesOf } from './machine-settings.ts'
import { containerSettings } from './named-settings.ts'
import { startGuest } from './power-work.ts'
import { restoreContainer } from './restore-container.ts'
import { mib } from './sizes.ts'
import { failure, undoGuest } from './undo-guest.ts'

const systems = ['debian', 'devuan', 'ubuntu', 'centos', 'fedora', 'opensuse', 'archlinux', 'alpine', 'gentoo', 'nixos']

/** Makes containers, of templates and of backups. */
export const createContainerRoute: Route = {
  method: 'POST',
  path: '/nodes/{node}/lxc',
  rules: newContainerRules,
  handle: asked => (asked.params.restore === '1' ? restoreContainer(asked) : createContainer(asked)),
}

function createContainer(asked: Asked): string {
  const { world, params } = asked
  const vmid = Number(params.vmid)
  demandNewGuest(asked, String(vmid))
  const storage = params.storage ?? 'local'
  const settings = { ...containerSettings(asked), rootfs: rootText(params.rootfs, storage) }
  for (const [key, text] of Object.entries(settings)) if (isMountKey(key)) checkMount(asked, key, text)
  for (const bridge of bridgesOf(settings)) demand(asked, `/sdn/zones/localnetwork/${bridge}`, 'SDN.Use')
  const archive = params.ostemplate ?? ''
  if (!world.storages.has(archive.split(':')[0] ?? '')) throw new Refusal(500, `storage '${archive.split(':')[0]}' does not exist`)
  if (params.pool !== undefined && !world.pools.has(params.pool)) throw new Refusal(500, `pool '${params.pool}' does not exist`)
  const failed = `unable to create CT ${vmid} - `
  refuseTaken(world, vmid, failed)
  const guest = blankGuest('lxc', vmid, asked.node.name)
  guest.login = loginOf(params)
  world.guests.set(vmid, guest)
  if (params.pool !== undefined) world.pools.get(params.pool)?.guests.add(vmid)
  return asked.task('vzcreate', String(vmid), async (task, signal) => {
    await holding(world, guestLock('lxc', vmid), () => fill(asked, guest, settings, failed, task, signal))
    if (params['ha-managed'] === '1') world.managed.set(vmid, params.start === '1' ? 'started' : 'stopped')
    if (params.start === '1') asked.task('vzstart', String(vmid), (start, stop) => startGuest(asked, 'lxc', start, stop))
  })
}

function loginOf(params: Asked['params']): NonNullable<PveGuest['login']> {
  const keys = (params['ssh-public-keys'] ?? '').split('\n').filter(line => line.trim() !== '')
  return { keys, ...(params.password !== undefined && { password: params.password }) }
}

function rootText(rootfs: string | undefined, storage: string): string {
  if (rootfs === undefined) return `${storage}:4`
  return /^\d+(?:\.\d+)?(?:,|$)/.test(rootfs) ? `${storage}:${rootfs}` : rootfs
}

/** The file systems first, the root before the others. */
function inOrder(settings: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  const rank = (key: string) => (key === 'rootfs' ? 0 : isMountKey(key) ? 1 : 2)
  return Object.entries(settings).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

async function fill(
  asked: Asked,
  guest: PveGuest,
  settings: Readonly<Record<string, string>>,
  failed: string,
  task: PveTask,
  signal: AbortSignal,
): Promise<void> {
  const { world, params } = asked
  const made: PveVolume[] = []
  const config: Record<string, string> = {}
  const archive = params.ostemplate ?? ''
  try {
    await world.time.pass(300, signal)
    for (const [key, text] of inOrder(settings)) {
      if (!isMountKey(key)) {
        config[key] = writeContainerSetting(key, text, guest.vmid, world.time.now())
        continue
      }
      const ready = readyMount(asked, guest.vmid, key, text, key === 'rootfs' ? unpackedBytes(asked, archive) : undefined)
      if (ready.made) made.push(ready.made)
      task.log.push(...ready.lines)
      config[key] = ready.text
      await world.time.pass(400, signal)
    }
    await unpack(asked, archive, config.hostname ?? `CT${guest.vmid}`, task, signal)
  } catch (error) {
    const gone = error instanceof Refusal && error.message.startsWith(`volume '${archive}'`)
    if (gone && world.version !== '8.4') task.log.push(error.message)
    undoGuest(asked, guest, made)
    throw failure(failed, error, signal)
  }
  const system = systems.find(name => nameIn(archive).startsWith(name)) ?? 'unmanaged'
  const rest = { arch: 'amd64', hostname: `CT${guest.vmid}`, memory: '512', ostype: system, swap: '512' }
  guest.config = { ...rest, ...config }
}

function unpackedBytes({ world, node }: Asked, archive: string): number {
  const packed = findVolume(world, node.name, archive)?.sizeBytes ?? 0
  return Math.ceil((packed * 2.76) / 10_240) * 10_240
}

async function unpack(asked: Asked, archive: string, hostname: string, task: PveTask, signal: AbortSignal): Promise<void> {
  const { world, node } = asked
  const { sizeBytes } = volumeOn(world, node.name, archive)
  const path = `${world.storages.get(archive.split(':')[0] ?? '')?.path ?? '/var/lib/vz'}/template/cache/${nameIn(archive)}`
  const read = unpackedBytes(asked, archive)
  task.log.push(`extracting archive '${path}'`)
  await passCopy(world, sizeBytes * 8, signal, () => undefined)
  task.log.push(`Total bytes read: ${read} (${Math.round(read / mib)}MiB, 309MiB/s)`, 'Detected container architecture: amd64')
  if (world.version === '8.4') return
  for (const kind of ['ed25519', 'ecdsa', 'rsa']) {
    await world.time.pass(200, signal)
    const print = Buffer.from(digest('host key', kind, archive, hostname), 'hex')
      .toString('base64')
      .replace(/=+$/, '')
    task.log.push(`Creating SSH host key 'ssh_host_${kind}_key' - this may take some time ...`, `done: SHA256:${print} root@${hostname}`)
  }
}
