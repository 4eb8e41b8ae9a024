import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readStatus } from '../../electron/core/poll/parse-containers.ts'
import { filesystemOf, parseFilesystems } from '../../electron/core/poll/parse-filesystems.ts'
import { type Poll, parsePoll } from '../../electron/core/poll/parse-poll.ts'
import { deviceFactsSchema, sampleSchema } from '../../shared/model/device.ts'
import { containerId, pollAnswer } from '../support/poll-answer.ts'

const now = Date.UTC(2026, 0, 1)

function read(
  text: string,
  previous?: Parameters<typeof parsePoll>[1],
  sentAt = now,
  receivedAt = now + 20,
): Extract<Poll, { kind: 'read' }> {
  const poll = parsePoll(text, previous, sentAt, receivedAt)
  if (poll.kind !== 'read') throw new Error(`garbled: ${poll.what}`)
  return poll
}

describe('a poll', () => {
  test('tells memory, storage, containers and facts', () => {
    const container = {
      id: containerId(1),
      name: 'vaultwarden-web-1',
      app: 'vaultwarden',
      ports: '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp',
      memoryBytes: 5000,
    }
    const { sample, facts, docker } = read(pollAnswer({ containers: [container] }, true))
    expect(sampleSchema.parse(sample)).toEqual(sample)
    expect(docker).toBe('running')
    expect(sample.memoryTotalBytes - sample.memoryAvailableBytes).toBe(2_000_000 * 1024)
    expect(sample.containers).toMatchObject([
      {
        name: 'vaultwarden-web-1',
        app: 'vaultwarden',
        state: 'running',
        health: 'healthy',
        memoryBytes: 5000,
        ports: [{ host: 8080, container: 80, protocol: 'tcp' }],
      },
    ])
    expect(facts).toMatchObject({
      hostname: 'nuc',
      os: { id: 'debian' },
      architecture: 'amd64',
      cpu: { cores: 4, coreSpeed: 1 },
      hardware: ['dri'],
    })
    expect(deviceFactsSchema.safeParse({ ...facts, privilege: 'sudo', appsDir: '/opt/mycopod', memoryTotalBytes: 1 }).success).toBe(true)
  })

  test('takes rates from the difference to the poll before', () => {
    const first = read(pollAnswer({ uptimeSeconds: 100, cpuTicks: { busy: 100, idle: 900 }, network: { received: 1000, sent: 0 } }, false))
    expect(first.sample.cpuFraction).toBeUndefined()
    const second = read(
      pollAnswer({ uptimeSeconds: 110, cpuTicks: { busy: 350, idle: 1650 }, network: { received: 6000, sent: 100 } }, false),
      first.counters,
    )
    expect(second.sample.cpuFraction).toBe(0.25)
    expect(second.sample.networkBytesPerSecond).toEqual({ received: 500, sent: 10 })
  })

  test('has no rates after the device was restarted', () => {
    const before = read(pollAnswer({ uptimeSeconds: 100_000, cpuTicks: { busy: 9000, idle: 9000 } }, false))
    const after = read(pollAnswer({ uptimeSeconds: 12 }, false), before.counters)
    expect(after.sample).not.toHaveProperty('cpuFraction')
    expect(after.sample).not.toHaveProperty('networkBytesPerSecond')
  })

  test('knows how wrong a clock is, corrected by half the round trip', () => {
    expect(read(pollAnswer({ clockMs: now + 10 }, false), undefined, now, now + 20).sample.clockSkewMs).toBe(0)
    expect(read(pollAnswer({ clockMs: now - 3_600_000 + 10 }, false), undefined, now, now + 20).sample.clockSkewMs).toBe(-3_600_000)
  })

  test('ignores a greeting before the answer and DOS line ends', () => {
    const text = `Welcome to nuc!\n${pollAnswer({}, false)}`.replaceAll('\n', '\r\n')
    expect(read(text).sample.memoryTotalBytes).toBe(8_000_000 * 1024)
  })

  test.each([
    ['', 'it said nothing at all'],
    ['This account is currently not available.\n', '“This account is currently not available.”'],
    [pollAnswer({}, false).replace(/MemTotal.*\n/, ''), 'how much memory it has'],
    [pollAnswer({}, false).slice(0, -20), 'an answer that ends in the middle'],
  ])('says what it cannot read (%#)', (text, what) => {
    expect(parsePoll(text, undefined, now, now)).toEqual({ kind: 'garbled', what })
  })

  test('tells Docker that is stopped, missing or not for this user from one that runs nothing', () => {
    for (const docker of ['stopped', 'missing', 'forbidden', 'silent'] as const) {
      const poll = read(pollAnswer({ docker }, true))
      expect(poll.docker).toBe(docker)
      expect(poll.sample.containers).toBeUndefined()
      expect(poll.facts?.docker === undefined).toBe(docker === 'missing')
    }
    expect(read(pollAnswer({ docker: 'running' }, false)).sample.containers).toEqual([])
  })

  test('reads five thousand containers', () => {
    const containers = Array.from({ length: 5000 }, (_, number) => ({ id: containerId(number), name: `c${number}`, memoryBytes: number }))
    const { sample } = read(pollAnswer({ containers }, false))
    expect(sample.containers).toHaveLength(5000)
    expect(sample.containers?.[4999]?.memoryBytes).toBe(4999)
  })

  test('believes no device that claims endless ports', () => {
    const containers = Array.from({ length: 100 }, (_, number) => ({
      id: containerId(number),
      name: `c${number}`,
      ports: '0.0.0.0:1-65535->1-65535/tcp',
    }))
    const ports = read(pollAnswer({ containers }, false)).sample.containers?.reduce((sum, container) => sum + container.ports.length, 0)
    expect(ports).toBeLessThanOrEqual(50_000)
  })

  test('takes control characters out of names', () => {
    const { sample } = read(pollAnswer({ containers: [{ id: containerId(1), name: '\u001b[2Jevil\u0007' }] }, false))
    expect(sample.containers?.[0]?.name).toBe('[2Jevil')
  })

  test('counts the memory of version 1 control groups with their children and without file cache', () => {
    const id = containerId(7)
    const usage = [
      'memory.usage_in_bytes:9000',
      'memory.stat:inactive_file 1',
      'memory.stat:total_inactive_file 4000',
      'cpuacct.usage:7000000',
      'cgroup.procs:90000',
    ]
    const text = pollAnswer({ containers: [{ id, name: 'c' }] }, false)
      .replace(/docker-.*\n/g, '')
      .replace('@@container-usage\n', `@@container-usage\n${usage.map(line => `${id}/${line}`).join('\n')}\n`)
    expect(read(text, undefined, now, now).sample.containers?.[0]).toMatchObject({
      memoryBytes: 5000,
      cpuUsageMicroseconds: 7000,
      startedAt: now - 100_000,
    })
  })
})

describe('whatever a device says', () => {
  const lines = pollAnswer({ containers: [{ id: containerId(1), name: 'a', ports: '0.0.0.0:80->80/tcp' }] }, true).split('\n')

  test('the answer is a valid sample or called garbled, and nothing is thrown', () => {
    const anyLine = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...lines) },
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('@@memory', '@@end', '@@containers'),
    )
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 90 }), fc.boolean(), (some, whole) => {
        const poll = parsePoll([...(whole ? lines : []), ...some].join('\n'), undefined, now, now + 5)
        if (poll.kind === 'garbled') expect(poll.what).not.toBe('')
        else expect(sampleSchema.safeParse(poll.sample).error).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('numbers of any size stay within what a sample may hold', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), { minLength: 60, maxLength: 60 }), numbers => {
        let next = 0
        const text = lines
          .map(line => (line.startsWith('@@') ? line : line.replace(/\d+/g, () => String(numbers[next++ % numbers.length]))))
          .join('\n')
        const poll = parsePoll(text, { uptimeSeconds: 1, cpu: { total: 1, idle: 1 }, network: { received: 1, sent: 1 } }, now, now + 5)
        if (poll.kind === 'read') expect(sampleSchema.safeParse(poll.sample).error).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })
})

describe('file systems', () => {
  const heading = 'Filesystem     1024-blocks     Used Available Capacity Mounted on'

  test('count each disk once, whatever is mounted from it', () => {
    const found = parseFilesystems([
      heading,
      '/dev/sda2 100 40 60 40% /',
      '/dev/sda2 100 40 60 40% /',
      '/dev/sda2 100 40 60 40% /srv',
      '/dev/sda1 10 1 9 10% /boot/efi',
    ])
    expect(found).toEqual([{ mount: '/', totalBytes: 100 * 1024, freeBytes: 60 * 1024 }])
  })

  test('count the shared free space of a ZFS pool once', () => {
    const found = parseFilesystems([heading, 'tank/root 160 60 100 38% /', 'tank/data 140 40 100 29% /tank/data'])
    expect(found).toEqual([{ mount: '/', totalBytes: 200 * 1024, freeBytes: 100 * 1024 }])
  })

  test('a full disk has nothing free, also where the reserve for the administrator is used', () => {
    expect(parseFilesystems([heading, '/dev/sda2 100 99 -4 100% /'])).toEqual([{ mount: '/', totalBytes: 99 * 1024, freeBytes: 0 }])
  })

  test('a path lies on the longest mount above it', () => {
    const filesystems = ['/', '/var', '/var/lib/docker', '/var/lib/dockerish'].map(mount => ({ mount, totalBytes: 1, freeBytes: 1 }))
    expect(filesystemOf(filesystems, '/var/lib/docker/volumes')?.mount).toBe('/var/lib/docker')
    expect(filesystemOf(filesystems, '/home')?.mount).toBe('/')
    expect(filesystemOf([], '/home')).toBeUndefined()
  })
})

test.each([
  ['Up 2 hours (healthy)', { state: 'running', health: 'healthy' }],
  ['Up 3 seconds (health: starting)', { state: 'running', health: 'starting' }],
  ['Up 1 hour (unhealthy)', { state: 'running', health: 'unhealthy' }],
  ['Up 1 hour (Paused)', { state: 'paused', health: 'none' }],
  ['Exited (137) 5 minutes ago', { state: 'exited', health: 'none', exitCode: 137 }],
  ['Restarting (1) 3 seconds ago', { state: 'restarting', health: 'none', exitCode: 1 }],
  ['Created', { state: 'created', health: 'none' }],
  ['Removal In Progress', { state: 'removing', health: 'none' }],
  ['Dead', { state: 'dead', health: 'none' }],
])('status %s', (status, expected) => {
  expect(readStatus(status)).toEqual(expected)
})
