import { filledIn } from './filled-in.ts'
import type { Lookup } from './interpolate.ts'
import type { Compose } from './parse-compose.ts'
import { readPort } from './read-port.ts'

/** A door of the device that a service takes. */
export interface PublishedPort {
  readonly service: string
  readonly host: number
  readonly container: number
  readonly protocol: 'tcp' | 'udp'
}

/** The doors of the device that a compose file takes, with its variables filled in. */
export function publishedPorts(compose: Compose, lookup: Lookup): readonly PublishedPort[] {
  return compose.services.flatMap(service =>
    (service.ports ?? []).flatMap((written): readonly PublishedPort[] => {
      const port = readPort(filledIn(written, lookup))
      if (!port?.host) return []
      const { host, container, protocol } = port
      return Array.from({ length: host[1] - host[0] + 1 }, (_, offset) => ({
        service: service.name,
        host: host[0] + offset,
        container: Math.min(container[0] + offset, container[1]),
        protocol,
      }))
    }),
  )
}
