import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { choosePackages, lookCommand, planInstall, planSources, readFound } from '../../electron/core/install-docker/plan-install.ts'
import { parsePoll } from '../../electron/core/poll/parse-poll.ts'
import { pollCommand } from '../../electron/core/poll/poll-script.ts'
import { type OpenHomelab, openHomelab } from './demo-session.ts'

describe('the demo homelab', () => {
  let open: OpenHomelab
  beforeAll(async () => {
    open = await openHomelab({ fresh: true })
  })
  afterAll(() => open.close())
  const asRoot = (name: string) => !['nuc-1', 'tower'].includes(name)
  const poll = async (name: string, previous?: Parameters<typeof parsePoll>[1]) => {
    const sentAt = Date.now()
    const { out } = await open
      .session(name)
      .run({ argv: pollCommand({ facts: true, dockerRoot: '/var/lib/docker' }), asRoot: asRoot(name) })
    const read = parsePoll(out, previous, sentAt, Date.now())
    if (read.kind === 'garbled') throw new Error(read.what)
    return read
  }

  it.each([
    ['nuc-1', { architecture: 'amd64', memory: 31.1, cores: 4, os: 'ubuntu', privilege: 'sudo-password', containers: ['watchtower'] }],
    ['tower', { architecture: 'amd64', memory: 15.5, cores: 8, os: 'debian', privilege: 'root', containers: ['media-sonarr-1'] }],
    ['pi-4', { architecture: 'arm64', memory: 3.7, cores: 4, os: 'debian', privilege: 'sudo', containers: ['pihole'] }],
    ['nas', { architecture: 'amd64', memory: 7.7, cores: 4, os: 'debian', privilege: 'sudo-password', containers: ['syncthing'] }],
  ] as const)('%s answers a poll that MycoPod understands', async (name, expected) => {
    const { facts, sample } = await poll(name)
    expect(facts).toMatchObject({
      architecture: expected.architecture,
      cpu: { cores: expected.cores },
      os: { id: expected.os },
      cgroupMemory: true,
    })
    expect(sample.memoryTotalBytes / 1024 ** 3).toBeCloseTo(expected.memory, 1)
    expect(sample.memoryAvailableBytes).toBeGreaterThan(sample.memoryTotalBytes * 0.4)
    expect(Math.abs(sample.clockSkewMs)).toBeLessThan(1000)
    expect(sample.containers?.map(container => container.name)).toEqual(expected.containers)
    expect(sample.containers?.[0]?.memoryBytes).toBeGreaterThan(5_000_000)
    expect(sample.listeningPorts).toContainEqual({ port: 22, protocol: 'tcp' })
    await expect(open.session(name).connect()).resolves.toMatchObject({ privilege: expected.privilege })
  })

  it('counts on between two polls, believably', async () => {
    const first = await poll('nuc-1')
    await expect
      .poll(async () => (await poll('nuc-1', first.counters)).sample.uptimeSeconds)
      .toBeGreaterThan(first.sample.uptimeSeconds + 0.3)
    const { sample } = await poll('nuc-1', first.counters)
    expect(sample.cpuFraction).toBeGreaterThan(0)
    expect(sample.cpuFraction).toBeLessThan(0.6)
    expect(sample.networkBytesPerSecond?.received).toBeGreaterThan(0)
    expect(sample.diskBytesPerSecond?.written).toBeGreaterThan(0)
  })

  it('has a past that goes on into the present', async () => {
    const first = await poll('nuc-1')
    await expect.poll(async () => (await poll('nuc-1', first.counters)).sample.cpuFraction).toBeDefined()
    const { sample } = await poll('nuc-1', first.counters)
    const past = open.homelab.measuredAt('nuc-1', sample.at)
    expect(past.memoryTotalBytes).toBeCloseTo(sample.memoryTotalBytes, -4)
    expect(past.memoryUsedBytes).toBeCloseTo(sample.memoryTotalBytes - sample.memoryAvailableBytes, -8)
    expect(past.receivedBytesPerSecond).toBeCloseTo(sample.networkBytesPerSecond?.received ?? 0, -5)
    expect(open.homelab.measuredAt('nuc-1', sample.at - 3600_000).cpuFraction).toBeGreaterThan(0)
  })

  it('lets in a key that was installed, and nobody else', async () => {
    const { privateKey, publicKey } = open.access.makeKey('test')
    const byKey = { ...open.target('pi-4'), id: 'by-key', login: { method: 'key', privateKey } } as const
    await expect(open.access.tryLogin(byKey)).rejects.toMatchObject({ code: 'LoginRefused' })
    const script = 'cd && umask 077 && mkdir -p .ssh && printf "%s\\n" "$1" >>.ssh/authorized_keys'
    await open.session('pi-4').run({ argv: ['sh', '-c', script, 'sh', publicKey] })
    await expect(open.access.tryLogin(byKey)).resolves.toMatchObject({ privilege: 'sudo' })
    await open.session('pi-4').run({ argv: ['chmod', '666', '/home/pi/.ssh/authorized_keys'] })
    await expect(open.access.tryLogin(byKey)).rejects.toMatchObject({ code: 'LoginRefused' })
  })

  it('keeps ordinary users out of what is not theirs', async () => {
    const session = open.session('nuc-1')
    await session.run({ argv: ['sh', '-c', 'umask 077; mkdir -p /opt/mycopod/app; echo secret >/opt/mycopod/app/.env'], asRoot: true })
    await expect(session.run({ argv: ['cat', '/opt/mycopod/app/.env'] })).resolves.toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('Permission denied'),
    })
    await expect(session.run({ argv: ['mkdir', '/opt/mine'] })).resolves.toMatchObject({ exitCode: 1 })
    await expect(session.run({ argv: ['cat', '/opt/mycopod/app/.env'], asRoot: true })).resolves.toMatchObject({ out: 'secret\n' })
    await expect(session.run({ argv: ['no-such-program'] })).resolves.toMatchObject({
      exitCode: 127,
      err: expect.stringContaining('not found'),
    })
  })

  it('gets Docker by the steps of MycoPod, and loses it by their undoing', async () => {
    const session = open.session('fresh')
    const root = async (argv: readonly [string, ...string[]]) => {
      const result = await session.run({ argv, asRoot: true })
      expect(result).toMatchObject({ exitCode: 0 })
      return result.out
    }
    const before = await poll('fresh')
    expect(before).toMatchObject({ docker: 'missing' })
    const found = readFound(await root(lookCommand('sam')))
    const facts = before.facts && ({ ...before.facts, memoryTotalBytes: 1, privilege: 'sudo-password', appsDir: '/opt/mycopod' } as const)
    const chosen = facts && choosePackages(facts, 'distribution', found)
    if (!chosen) throw new Error('the system is unknown')
    const steps = [...planSources(chosen, found), ...planInstall(chosen, found, chosen.packages, 'sam')]
    for (const { argv } of steps) await root(argv)
    await expect(poll('fresh')).resolves.toMatchObject({ docker: 'running' })
    await expect(session.engine().version()).resolves.toMatchObject({ architecture: 'amd64' })
    await expect(session.run({ argv: ['id', '-nG'] })).resolves.toMatchObject({ out: 'sam sudo docker\n' })
    for (const { undo } of steps.toReversed()) if (undo) await root(undo.argv)
    await expect(poll('fresh')).resolves.toMatchObject({ docker: 'missing' })
  })

  it('is the same again with the same seed, and leaves nothing open', async () => {
    const homelabs = await Promise.all([openHomelab({ devices: 12, seed: 'one' }), openHomelab({ devices: 12, seed: 'one' })])
    const [first, second] = homelabs
    onTestFinished(async () => {
      for (const one of homelabs) await one.close()
    })
    const shown = ({ homelab }: OpenHomelab) =>
      homelab.devices.map(({ name, description, user, password }) => ({ name, description, user, password }))
    expect(shown(first)).toEqual(shown(second))
    const target = first.target('box-012')
    await first.homelab.close()
    await expect(first.access.tryLogin(target)).rejects.toMatchObject({ code: 'PortClosed' })
  })

  it('shows what runs as older than it is when time is let pass', async () => {
    const other = await openHomelab({ devices: 2 })
    onTestFinished(other.close)
    const tower = other.session('tower')
    await tower.run({ argv: ['docker', 'run', '-d', '--name', 'aged', 'redis:7'] })
    other.homelab.letTimePass(3 * 86_400)
    const { out } = await tower.run({ argv: ['docker', 'ps', '--filter', 'name=aged', '--format', '{{.Status}}'] })
    expect(out).toBe('Up 3 days\n')
  })
})
