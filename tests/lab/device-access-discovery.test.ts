import { describe, expect, it } from 'vitest'
import { createDiscovery } from '../../electron/adapters/discovery/create-discovery.ts'
import type { Discovery, Found } from '../../electron/ports/discovery.ts'
import { realClock } from '../behaviour/device-access/real-access.ts'
import { dev1, dev2, dev3 } from './setup/lab.ts'

const devices = [dev1, dev2, dev3]

/** Looks around until each device is known to the wish of `enough`. */
async function lookAround(options: Parameters<Discovery['discover']>[0], enough: (found: Found) => boolean): Promise<Map<string, Found>> {
  const known = new Map<string, Found>()
  for await (const found of createDiscovery({ clock: realClock }).discover(options, new AbortController().signal)) {
    known.set(found.address, found)
    if (devices.every(({ address }) => enough(known.get(address) ?? found) && known.has(address))) break
  }
  return known
}

describe('discovery', () => {
  it('finds devices by what they announce', async () => {
    const known = await lookAround({ seconds: 10, sweep: false }, ({ description }) => description.includes('Debian'))
    for (const { address, name } of devices) {
      expect(known.get(address)).toMatchObject({ name, port: 22, kind: 'linux', description: 'Linux computer, Debian', foundBy: ['mdns'] })
    }
  })

  it('finds devices by asking, even those that announce nothing', async () => {
    const known = await lookAround({ seconds: 10, sweep: true, subnet: '10.77.0.0/24' }, ({ foundBy }) => foundBy.includes('sweep'))
    expect([...known.keys()]).toEqual(expect.arrayContaining(devices.map(({ address }) => address)))
    expect(known.has('10.77.0.1')).toBe(false)
  })

  it('stops when told, and at its time', async () => {
    const stop = new AbortController()
    const looking = (async () => {
      for await (const _ of createDiscovery({ clock: realClock }).discover({ seconds: 60, sweep: true }, stop.signal))
        stop.abort(new Error('seen'))
    })()
    await expect(looking).rejects.toThrow('seen')
    const later = new AbortController()
    const ends = async (seconds: number) => {
      for await (const _ of createDiscovery({ clock: realClock }).discover({ seconds, sweep: true }, later.signal));
      return seconds
    }
    const long = ends(60).catch(() => 'stopped')
    expect(await Promise.race([long, ends(0.3)])).toBe(0.3)
    later.abort()
    expect(await long).toBe('stopped')
  })

  it('looks at one address', async () => {
    const discovery = createDiscovery({ clock: realClock })
    await expect(discovery.look(dev1.address, 22)).resolves.toMatchObject({ kind: 'linux', description: 'Linux computer, Debian' })
    await expect(discovery.look('10.77.0.99', 22)).resolves.toBeUndefined()
  })
})
