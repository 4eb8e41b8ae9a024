import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { DeviceAccess, DeviceTarget, Login } from '../../electron/ports/device-access.ts'
import { realAccess } from '../behaviour/device-access/real-access.ts'
import { describeDeviceAccess } from '../behaviour/device-access/suite.ts'
import { changeHostKey, fillDisk, freeze, reboot, slowRegistry, stopDocker, stopRegistry, type Undo, unplug } from './setup/faults.ts'
import {
  clearDevice,
  dev1,
  dev2,
  dev3,
  hostKeyFingerprint,
  images,
  keys,
  type LabDevice,
  onDevice,
  startAgent,
  waitUntil,
} from './setup/lab.ts'

const pi = (device: LabDevice): DeviceTarget => ({
  id: `pi-${device.name}`,
  name: device.name,
  kind: 'ssh',
  address: device.address,
  port: device.port,
  user: 'pi',
  login: { method: 'password', password: device.passwords.pi },
})

async function pinned(device: LabDevice, user: 'pi' | 'anna' | 'ben' | 'root', login?: Login): Promise<DeviceTarget> {
  const privateKey = await readFile(keys.plain.path, 'utf8')
  return {
    ...pi(device),
    id: `${user}-${device.name}`,
    user,
    login: login ?? (user === 'root' ? { method: 'key', privateKey } : { method: 'password', password: device.passwords[user] }),
    hostKey: await hostKeyFingerprint(device),
  }
}

function opened(...args: Parameters<typeof realAccess>): DeviceAccess {
  const access = realAccess(...args)
  onTestFinished(() => access.close())
  return access
}

function undoOnce(undo: Undo): Undo {
  let undone: Promise<void> | undefined
  const once = () => {
    undone ??= undo()
    return undone
  }
  onTestFinished(once)
  return once
}

describeDeviceAccess('a real device', async () => {
  await clearDevice(dev1, { images: true })
  const access = realAccess()
  return {
    access,
    target: pi(dev1),
    image: images.large,
    startContainer: async label => (await onDevice(dev1, 'docker', 'run', '-d', '--label', label, images.large)).trim(),
    close: async () => {
      await access.close()
      await clearDevice(dev1)
    },
  }
})

describe('ways to log in', () => {
  it.each([
    ['root', 'root'],
    ['anna', 'sudo'],
    ['ben', 'none'],
  ] as const)('%s: %s', async (user, privilege) => {
    await expect(opened().tryLogin(await pinned(dev1, user))).resolves.toMatchObject({ privilege })
  })

  it('a key with its passphrase, and not without', async () => {
    const privateKey = await readFile(keys.locked.path, 'utf8')
    const access = opened()
    const locked = (passphrase?: string) =>
      pinned(dev1, 'pi', { method: 'key', privateKey, ...(passphrase !== undefined && { passphrase }) })
    await expect(access.tryLogin(await locked(keys.locked.passphrase))).resolves.toMatchObject({ privilege: 'sudo-password' })
    await expect(access.tryLogin(await locked('wrong'))).rejects.toMatchObject({
      code: 'KeyUnreadable',
      data: { reason: 'passphrase-wrong' },
    })
    await expect(access.tryLogin(await locked())).rejects.toMatchObject({ code: 'KeyUnreadable', data: { reason: 'passphrase-missing' } })
  })

  it('the agent, and not without one', async () => {
    const agent = await startAgent()
    const target = await pinned(dev1, 'anna', { method: 'agent' })
    await expect(opened({ agentSocket: agent.socket }).tryLogin(target)).resolves.toMatchObject({ privilege: 'sudo' })
    await agent.stop()
    await expect(opened({ agentSocket: agent.socket }).tryLogin(target)).rejects.toMatchObject({ code: 'AgentUnavailable' })
  })

  it('a key made here, once it is known there', async () => {
    const access = opened()
    const { privateKey, publicKey } = access.makeKey('mycopod')
    const target = await pinned(dev1, 'anna', { method: 'key', privateKey })
    await expect(access.tryLogin(target)).rejects.toMatchObject({ code: 'LoginRefused', data: { method: 'key' } })
    const [before, file] = ['/home/anna/.ssh/authorized_keys.before', '/home/anna/.ssh/authorized_keys']
    await onDevice(dev1, 'sh', '-c', 'cp -p "$1" "$2"; echo "$3" >>"$1"', 'sh', file, before, publicKey)
    onTestFinished(() => void onDevice(dev1, 'mv', before, file))
    await expect(access.tryLogin(target)).resolves.toMatchObject({ privilege: 'sudo' })
  })
})

describe('becoming root', () => {
  it('sudo asks nobody for a password it does not need', async () => {
    const anna = opened().session(await pinned(dev1, 'anna'))
    await expect(anna.run({ argv: ['sh', '-c', 'id -u; cat'], input: 'mine', asRoot: true })).resolves.toMatchObject({ out: '0\nmine' })
  })

  it('a user without sudo may not, and one with a key has to know the password', async () => {
    const access = opened()
    await expect(access.session(await pinned(dev1, 'ben')).run({ argv: ['id'], asRoot: true })).rejects.toMatchObject({
      code: 'SudoMissing',
    })
    const byKey = await pinned(dev1, 'pi', { method: 'key', privateKey: await readFile(keys.plain.path, 'utf8') })
    await expect(access.session(byKey).run({ argv: ['id'], asRoot: true })).rejects.toMatchObject({
      code: 'SudoPasswordWrong',
      data: { missing: true },
    })
    await expect(
      access.session({ ...byKey, sudoPassword: dev1.passwords.pi }).run({ argv: ['id', '-u'], asRoot: true }),
    ).resolves.toMatchObject({ out: '0\n' })
  })
})

describe('the way to Docker', () => {
  it('goes through root where only root may, with streams as well', async () => {
    const access = opened()
    for (const target of [await pinned(dev1, 'anna'), { ...(await pinned(dev1, 'pi')), id: 'pi-again' }]) {
      const engine = access.session(target).engine()
      await expect(engine.version()).resolves.toMatchObject({ rootDir: '/var/lib/docker' })
      await Promise.all(Array.from({ length: 12 }, () => engine.version()))
    }
  })

  it('is forbidden to a user without either', async () => {
    const ben = opened().session(await pinned(dev1, 'ben'))
    await expect(ben.engine().version()).rejects.toMatchObject({ code: 'DockerForbidden', data: { user: 'ben' } })
  })

  it('finds Docker missing', async () => {
    const root = opened().session(await pinned(dev3, 'root'))
    await expect(root.engine().version()).rejects.toMatchObject({ code: 'DockerMissing' })
  })

  it('finds Docker stopped, whoever asks, and running again', async () => {
    const access = opened()
    const engines = [access.session(await pinned(dev2, 'pi')).engine(), access.session(await pinned(dev2, 'anna')).engine()]
    for (const engine of engines) await engine.version()
    const undo = undoOnce(await stopDocker(dev2))
    for (const engine of engines) await expect(engine.version()).rejects.toMatchObject({ code: 'DockerStopped' })
    await undo()
    for (const engine of engines) await expect(engine.version()).resolves.toBeDefined()
  })
})

describe('failed pulls', () => {
  beforeAll(() => clearDevice(dev2, { images: true }))

  it('tell a full disk', async () => {
    const engine = opened()
      .session(await pinned(dev2, 'pi'))
      .engine()
    undoOnce(await fillDisk(dev2, 10))
    await expect(engine.pull(images.large, () => {})).rejects.toMatchObject({ code: 'DiskFull' })
  })

  it('tell a registry that went away in the middle', async () => {
    const engine = opened()
      .session(await pinned(dev2, 'pi'))
      .engine()
    undoOnce(await slowRegistry(4_000_000))
    let gone: Promise<Undo> | undefined
    const pull = engine.pull(images.large, ({ doneBytes }) => {
      if (doneBytes > 0) gone ??= stopRegistry()
    })
    await expect(pull).rejects.toMatchObject({ code: 'RegistryUnreachable' })
    await (await gone)?.()
  })
})

describe('faults of a device', () => {
  const quick = { limits: { connectMs: 1000, loginMs: 1500, keepAliveMs: 300, keepAliveCount: 3 } }

  it('unplugged: not reached, and again after it is back', async () => {
    const access = opened(quick)
    const target = await pinned(dev2, 'root')
    const session = access.session(target)
    await session.connect()
    const undo = undoOnce(await unplug(dev2))
    await expect(session.run({ argv: ['sleep', '60'] })).rejects.toMatchObject({ code: 'DeviceSilent' })
    await expect(access.tryLogin(target)).rejects.toMatchObject({ code: 'DeviceUnreachable' })
    await undo()
    await waitUntil('it answers again', () =>
      session.run({ argv: ['true'] }).then(
        ({ exitCode }) => exitCode === 0,
        () => false,
      ),
    )
  })

  it('frozen: silent for a login and for a call', async () => {
    const access = opened(quick)
    const target = await pinned(dev2, 'root')
    const session = access.session(target)
    await session.connect()
    undoOnce(await freeze(dev2))
    await expect(session.engine().version(AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect(session.run({ argv: ['true'] })).rejects.toMatchObject({ code: 'DeviceSilent' })
    await expect(access.tryLogin(target)).rejects.toMatchObject({ code: 'DeviceSilent' })
  })

  it('rebooted: the connection breaks and is made again', async () => {
    const session = opened().session(await pinned(dev2, 'root'))
    const changes: boolean[] = []
    session.onConnected(connected => changes.push(connected))
    await session.engine().version()
    const waiting = expect(session.run({ argv: ['sleep', '60'] })).rejects.toMatchObject({ code: 'DeviceConnectionLost' })
    await undoOnce(await reboot(dev2))()
    await waiting
    await waitUntil('it answers again', () =>
      session.run({ argv: ['true'] }).then(
        ({ exitCode }) => exitCode === 0,
        () => false,
      ),
    )
    await waitUntil('Docker answers again', () =>
      session
        .engine()
        .version()
        .then(
          () => true,
          () => false,
        ),
    )
    expect(changes).toEqual([true, false, true])
  })

  it('another host key: refused', async () => {
    const target = await pinned(dev2, 'pi')
    undoOnce(await changeHostKey(dev2))
    await expect(opened().tryLogin(target)).rejects.toMatchObject({ code: 'HostKeyChanged', data: { pinned: target.hostKey } })
  })
})

describe('a flood of output', () => {
  it('does not grow memory', async () => {
    const session = opened().session(await pinned(dev1, 'pi'))
    const before = process.memoryUsage().rss
    let most = 0
    const { out } = await session.run({
      argv: ['sh', '-c', 'yes 0123456789abcdef | head -c 300000000'],
      keepBytes: 1000,
      onLine: () => {
        most += 1
      },
    })
    expect(out).toHaveLength(1000)
    expect(most).toBe(Math.ceil(300_000_000 / 17))
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  })
})
