import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hostsOf, isPrivate, readSubnet } from '../../../electron/adapters/discovery/addresses.ts'
import { createDiscovery } from '../../../electron/adapters/discovery/create-discovery.ts'
import { type Evidence, describe as whatItIs } from '../../../electron/adapters/discovery/evidence.ts'
import { parseArpListing, parseKernelTable } from '../../../electron/adapters/discovery/neighbours.ts'
import { sweep } from '../../../electron/adapters/discovery/sweep.ts'
import type { Clock } from '../../../electron/ports/clock.ts'

const nothing: Evidence = { address: '192.168.1.9', foundBy: new Set(['sweep']), doors: new Map(), services: new Set() }
const kind = (more: Partial<Evidence>) => whatItIs({ ...nothing, ...more })?.kind

/** A clock on which only waiting makes time pass. */
function steppedClock(): Clock {
  let ms = 0
  return {
    now: () => ms,
    monotonic: () => ms,
    wait: async (more, signal) => {
      signal?.throwIfAborted()
      ms += more
    },
    every: () => () => {},
  }
}

describe('what an address seems to be', () => {
  it.each([
    [
      'proxmox',
      {
        doors: new Map([
          [22, 'SSH-2.0-OpenSSH_9.2p1 Debian-2'],
          [8006, ''],
        ]),
      },
    ],
    ['opnsense', { doors: new Map([[443, '']]), page: 'Login | OPNsense' }],
    ['nas', { doors: new Map([[80, '']]), page: 'Synology DiskStation' }],
    ['raspberry-pi', { doors: new Map([[22, 'SSH-2.0-OpenSSH_8.4p1 Raspbian-5']]) }],
    ['raspberry-pi', { doors: new Map([[22, 'SSH-2.0-OpenSSH_9.2p1 Debian-2']]), mac: 'DC:A6:32:00:00:01' }],
    ['linux', { doors: new Map([[22, 'SSH-2.0-OpenSSH_9.6p1 Ubuntu-3']]) }],
    ['unknown', { doors: new Map([[22, 'SSH-2.0-OpenSSH_for_Windows_9.5']]) }],
    ['unknown', { doors: new Map([[80, '']]), page: 'My router' }],
  ] as const)('%s', (expected, evidence) => {
    expect(kind(evidence)).toBe(expected)
  })

  it('is nothing while only its existence is known', () => {
    expect(whatItIs({ ...nothing, mac: 'dc:a6:32:00:00:01' })).toBeUndefined()
  })

  it('names the system and the door to log in by', () => {
    const doors = new Map([
      [443, ''],
      [22, 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3'],
    ])
    expect(whatItIs({ ...nothing, name: 'nuc', doors })).toEqual({
      address: '192.168.1.9',
      port: 22,
      name: 'nuc',
      kind: 'linux',
      description: 'Linux computer, Debian',
      foundBy: ['sweep'],
    })
  })
})

describe('networks', () => {
  it('are private or left alone', () => {
    expect(['10.1.2.3', '172.31.0.1', '192.168.4.5'].map(isPrivate)).toEqual([true, true, true])
    expect(['172.32.0.1', '8.8.8.8', '127.0.0.1', 'nuc.local', '10.0.0.256', '010.1.1'].map(isPrivate)).toEqual(Array(6).fill(false))
  })

  it('are read as typed, with the addresses that devices can have', () => {
    const hosts = hostsOf(readSubnet('192.168.1.77/24'))
    expect([hosts.length, hosts[0], hosts.at(-1)]).toEqual([254, '192.168.1.1', '192.168.1.254'])
    expect(hostsOf(readSubnet('10.0.0.7/32'))).toEqual(['10.0.0.7'])
    expect(hostsOf(readSubnet('10.0.4.0/22'))).toHaveLength(1022)
  })

  it.each(['10.0.0.0/21', '8.8.8.0/24', 'home', '192.168.1.0', '192.168.1.0/x', '192.168.1.0/33'])('%s is refused', cidr => {
    expect(() => readSubnet(cidr)).toThrow(expect.objectContaining({ code: 'BadInput' }))
  })
})

describe('neighbours', () => {
  it('are read from the kernel and from listings of other systems', () => {
    const kernel = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         aa:bb:cc:00:11:22     *        eth0
192.168.1.7      0x1         0x0         00:00:00:00:00:00     *        eth0
`
    expect(parseKernelTable(kernel)).toEqual([{ address: '192.168.1.1', mac: 'aa:bb:cc:00:11:22' }])
    const listing = `? (192.168.1.1) at a:bb:cc:0:11:22 on en0 ifscope [ethernet]
? (192.168.1.3) at (incomplete) on en0
  192.168.1.20          dc-a6-32-00-00-01     dynamic
? (224.0.0.251) at 1:0:5e:0:0:fb on en0`
    expect(parseArpListing(listing)).toEqual([
      { address: '192.168.1.1', mac: '0a:bb:cc:00:11:22' },
      { address: '192.168.1.20', mac: 'dc:a6:32:00:00:01' },
    ])
  })
})

describe('a sweep', () => {
  it('keeps its manners', async () => {
    const clock = steppedClock()
    const startsMs: number[] = []
    let inFlight = 0
    let most = 0
    const work = async () => {
      startsMs.push(clock.monotonic())
      inFlight += 1
      most = Math.max(most, inFlight)
      await new Promise(resolve => setImmediate(resolve))
      inFlight -= 1
    }
    await sweep(Array(600).keys(), { inFlight: 7, perSecond: 200 }, clock, work, new AbortController().signal)
    expect(startsMs).toHaveLength(600)
    expect(most).toBeLessThanOrEqual(7)
    const perSecond = Map.groupBy(startsMs, ms => Math.floor(ms / 1000))
    expect(Math.max(...[...perSecond.values()].map(starts => starts.length))).toBeLessThanOrEqual(201)
  })

  it('begins nothing more when cancelled', async () => {
    const stop = new AbortController()
    let begun = 0
    const work = async () => {
      begun += 1
      if (begun === 3) stop.abort()
    }
    await sweep(Array(100).keys(), { inFlight: 2, perSecond: 200 }, steppedClock(), work, stop.signal)
    expect(begun).toBe(3)
  })
})

describe('a look at an address', () => {
  it('reads the banner of the door that was named', async () => {
    const server = createServer(socket => socket.end('SSH-2.0-OpenSSH_9.6p1 Ubuntu-3\r\n'))
    const port = await new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address ? address.port : 0)
      })
    })
    onTestFinished(() => void server.close())
    const found = await createDiscovery({ clock: steppedClock() }).look('127.0.0.1', port)
    expect(found).toMatchObject({ address: '127.0.0.1', port, kind: 'linux', description: 'Linux computer, Ubuntu' })
  })
})
