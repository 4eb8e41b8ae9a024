import { Bonjour, type Service } from 'bonjour-service'
import type { Clock } from '../../ports/clock.ts'
import { isPrivate } from './addresses.ts'

/** A service that somebody announced. */
export interface Announced {
  readonly address: string
  readonly type: string
  readonly name: string
  readonly port: number
}

const types = ['ssh', 'workstation', 'http', 'https', 'smb', 'device-info']
const askAgainMs = 1500

/** Asks on each of these addresses' networks until stopped; returns how to stop. */
export function browseMdns(addresses: readonly string[], clock: Clock, onFound: (announced: Announced) => void): () => void {
  const stops = addresses.map(own => {
    // A network without multicast is one on which nobody is found that way.
    const options: object = { interface: own, bind: '0.0.0.0' }
    const bonjour = new Bonjour(options, () => {})
    const tell = (service: Service) => {
      const address = [...(service.addresses ?? []), service.referer?.address ?? ''].find(isPrivate)
      const name = (service.host || service.name).replace(/\.local\.?$/, '')
      if (address) onFound({ address, type: service.type, name, port: service.port })
    }
    const browsers = types.map(type => bonjour.find({ type }, tell))
    const stopAsking = clock.every(askAgainMs, () => {
      for (const browser of browsers) browser.update()
    })
    return () => {
      stopAsking()
      bonjour.destroy()
    }
  })
  return () => {
    for (const stop of stops) stop()
  }
}
