import { digest } from '../chance.ts'
import type { Container, PublishedPort } from './engine-things.ts'

/** A duration as Docker says it: `Less than a second`, `About a minute`, `3 hours`, `2 weeks`. */
export function durationInWords(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.round(seconds / 3600)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`
  return `${Math.floor(hours / 24 / 365)} years`
}

/** Docker's own sentence about how a container is. */
export function statusInWords(container: Container, now: number): string {
  const run = container.runs.at(-1)
  switch (container.state) {
    case 'created':
      return 'Created'
    case 'exited':
      return `Exited (${container.exitCode}) ${durationInWords(now - (run?.to ?? now))} ago`
    case 'restarting':
      return `Restarting (${container.exitCode}) ${durationInWords(now - (run?.to ?? now))} ago`
    default: {
      const health = container.health === 'none' ? '' : container.health === 'starting' ? ' (health: starting)' : ` (${container.health})`
      return `Up ${durationInWords(now - (run?.from ?? now))}${container.state === 'paused' ? ' (Paused)' : health}`
    }
  }
}

/** The column PORTS of `docker ps`. */
export function portsInWords(container: Container): string {
  if (container.state !== 'running') return ''
  const published = container.ports.flatMap(port => {
    const inside = `->${port.container}/${port.protocol}`
    return port.address === '0.0.0.0'
      ? [`0.0.0.0:${port.host}${inside}`, `[::]:${port.host}${inside}`]
      : [`${port.address}:${port.host}${inside}`]
  })
  return published.join(', ')
}

/** Why a container cannot have a port: another container has it, or another program listens there. */
export function portTakenInWords(container: Container, port: PublishedPort, byContainer: boolean): string {
  const endpoint = `driver failed programming external connectivity on endpoint ${container.name} (${digest(container.id, 'endpoint')})`
  return byContainer
    ? `${endpoint}: Bind for ${port.address}:${port.host} failed: port is already allocated`
    : `${endpoint}: Error starting userland proxy: listen ${port.protocol}4 ${port.address}:${port.host}: bind: address already in use`
}
