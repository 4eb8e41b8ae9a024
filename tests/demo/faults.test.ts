import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Code } from '../../shared/errors/catalog.ts'
import { type OpenHomelab, openHomelab } from './demo-session.ts'

const image = 'vaultwarden/server:1.34.3'

describe('faults of the demo homelab', () => {
  let open: OpenHomelab
  beforeEach(async () => {
    open = await openHomelab({ devices: 3 })
  })
  afterEach(() => open.close())
  const faults = () => open.homelab.faults
  const connecting = (name: string) => open.access.tryLogin(open.target(name))
  const code = (expected: Code) => expect.objectContaining({ code: expected })
  const pull = (name = 'nuc-1') =>
    open
      .session(name)
      .engine()
      .pull(image, () => undefined)

  it('deviceOff: nothing answers, until it is on again with what starts by itself', async () => {
    const undo = await faults().deviceOff('nuc-1')
    await expect(connecting('nuc-1')).rejects.toEqual(code('PortClosed'))
    await undo()
    await expect(connecting('nuc-1')).resolves.toMatchObject({ privilege: 'sudo-password' })
    await expect(open.session('nuc-1').engine().containers({})).resolves.toMatchObject([{ name: 'watchtower', state: 'running' }])
  })

  it('hang: connections are taken and never answered; the others go on', async () => {
    const undo = await faults().hang('nuc-1')
    await expect(connecting('nuc-1')).rejects.toEqual(code('DeviceSilent'))
    await expect(connecting('tower')).resolves.toBeDefined()
    await undo()
    await expect(connecting('nuc-1')).resolves.toBeDefined()
  })

  it('hang in the middle of a command: it goes on afterwards', async () => {
    const session = open.session('nuc-1')
    await session.connect()
    const undo = await faults().hang('nuc-1')
    const running = session.run({ argv: ['echo', 'at last'] })
    await undo()
    await expect(running).resolves.toMatchObject({ out: 'at last\n' })
  })

  it('garbage: answers cannot be read', async () => {
    await faults().garbage('nuc-1')
    await expect(connecting('nuc-1')).rejects.toEqual(code('DeviceGarbled'))
  })

  it('registryGone, and in the middle: the pull fails and works afterwards', async () => {
    for (const fault of ['registryGone', 'registryGoneMidPull'] as const) {
      const undo = await faults()[fault]('nuc-1')
      await expect(pull()).rejects.toEqual(code('RegistryUnreachable'))
      await undo()
    }
    await expect(pull()).resolves.toBe(true)
  })

  it('slowPull: it takes longer', async () => {
    await faults().slowPull('nuc-1', 10_000)
    const stop = new AbortController()
    const told: number[] = []
    const slow = open
      .session('nuc-1')
      .engine()
      .pull(
        image,
        ({ doneBytes }) => {
          told.push(doneBytes)
          if (told.length === 5) stop.abort(new Error('seen enough'))
        },
        stop.signal,
      )
    await expect(slow).rejects.toThrow('seen enough')
    expect(told.at(-1)).toBeLessThan(2_000_000)
  })

  it('diskFull: neither images nor files find room', async () => {
    const undo = await faults().diskFull('nuc-1')
    await expect(pull()).rejects.toEqual(code('DiskFull'))
    const written = await open.session('nuc-1').run({ argv: ['sh', '-c', 'echo text >/tmp/file'] })
    expect(written).toMatchObject({ exitCode: 1, err: expect.stringContaining('No space left on device') })
    await undo()
    await expect(pull()).resolves.toBe(true)
  })

  it('wrongClock: it says another time, and only that is wrong', async () => {
    await faults().wrongClock('nuc-1', 7200)
    const { out } = await open.session('nuc-1').run({ argv: ['date', '+%s'] })
    expect(Number(out) - Date.now() / 1000).toBeGreaterThan(7190)
  })

  it('dockerStopped and dockerMissing: said as what they are', async () => {
    for (const [fault, expected] of [
      ['dockerStopped', 'DockerStopped'],
      ['dockerMissing', 'DockerMissing'],
    ] as const)
      for (const name of ['nuc-1', 'tower', 'pi-4']) {
        const undo = await faults()[fault](name)
        await expect(open.session(name).engine().version()).rejects.toEqual(code(expected))
        await undo()
        await expect(open.session(name).engine().version()).resolves.toBeDefined()
      }
  })

  it('hostKeyChanged: refused, and taken when the old one is back', async () => {
    const undo = await faults().hostKeyChanged('nuc-1')
    await expect(connecting('nuc-1')).rejects.toEqual(code('HostKeyChanged'))
    await undo()
    await expect(connecting('nuc-1')).resolves.toBeDefined()
  })

  it('noSudo: the user is an ordinary one', async () => {
    const undo = await faults().noSudo('nuc-1')
    await expect(connecting('nuc-1')).resolves.toMatchObject({ privilege: 'docker-group' })
    await expect(open.session('nuc-1').run({ argv: ['id'], asRoot: true })).rejects.toEqual(code('SudoMissing'))
    await undo()
    await expect(connecting('nuc-1')).resolves.toMatchObject({ privilege: 'sudo-password' })
  })

  it('reboot: the connection breaks, it comes back with a new start and the same files', async () => {
    const session = open.session('tower')
    const identity = async () => (await session.run({ argv: ['cat', '/proc/sys/kernel/random/boot_id'] })).out
    const before = await identity()
    await session.run({ argv: ['sh', '-c', 'echo kept >/root/file'] })
    const waiting = session.run({ argv: ['sleep', '100000'] })
    const rebooted = faults().reboot('tower')
    await expect(waiting).rejects.toEqual(code('DeviceConnectionLost'))
    await rebooted
    const again = open.access.session({ ...open.target('tower'), id: 'tower-again' })
    const { out } = await again.run({ argv: ['sh', '-c', 'cat /root/file /proc/sys/kernel/random/boot_id'] })
    expect(out).toMatch(/^kept\n/)
    expect(out).not.toContain(before)
  })

  it.each([
    ['neverHealthy', { state: 'running', health: 'unhealthy', outOfMemory: false }],
    ['outOfMemory', { state: 'exited', exitCode: 137, outOfMemory: true }],
    ['crash', { state: 'exited', exitCode: 1, outOfMemory: false }],
  ] as const)('%s: what runs from the image ends as said, and its events tell', async (fault, expected) => {
    await faults()[fault]('vaultwarden')
    const session = open.session('tower')
    const watching = new AbortController()
    const actions: string[] = []
    const last = { neverHealthy: 'health_status', outOfMemory: 'die', crash: 'die' }[fault]
    const watched = (async () => {
      for await (const { action } of session.engine().events('io.mycopod.app', watching.signal)) {
        actions.push(action)
        if (action === last) return
      }
    })()
    await session.engine().version()
    await session.run({
      argv: ['sh', '-c', 'cat >/root/compose.yaml && docker compose -f /root/compose.yaml -p sick up -d'],
      input: `services: {web: {image: "${image}", labels: {io.mycopod.app: sick}, healthcheck: {test: [CMD, x], interval: 5s, retries: 2}}}`,
    })
    await watched
    watching.abort(new Error('done'))
    expect(actions.slice(0, 2)).toEqual(['create', 'start'])
    expect(actions.includes('oom')).toBe(fault === 'outOfMemory')
    await expect(session.engine().containers({ 'io.mycopod.app': 'sick' })).resolves.toMatchObject([expected])
  })
})
