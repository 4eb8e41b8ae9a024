import { AppError } from '../../../shared/errors/app-error.ts'
import type { ClusterDoor } from '../../../shared/model/cluster.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { About } from './about.ts'
import { type Door, type Exchange, openDoor, type Wire } from './door.ts'
import type { Answer } from './read-answer.ts'

export interface DoorPorts {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
}

/** All ways to one cluster. */
export interface Doors {
  /** The URL of the door that answered last. */
  url(): string
  /**
   * Sends until somebody answers: at another door where one is gone, three times more where all are, with jitter. What was
   * sent and lost is sent again only where `safe`. Errors: ClusterUnreachable, ClusterCertificateChanged,
   * ClusterFingerprintNotAccepted, ClusterGarbled, OutcomeUnknown.
   */
  send(wire: Wire, safe: boolean, about: About, signal?: AbortSignal): Promise<Answer>
  close(): void
}

const moreTries = 3
const firstPauseMs = 400

/** Opens the doors of a cluster; the one that answered last is tried first. */
export function openDoors(given: readonly ClusterDoor[], ports: DoorPorts): Doors {
  const { clock, randomness, log } = ports
  let doors = given.map(door => openDoor(door, clock))

  function answeredAt(door: Door): void {
    if (doors[0] !== door) doors = [door, ...doors.filter(each => each !== door)]
  }

  async function send(wire: Wire, safe: boolean, about: About, signal?: AbortSignal): Promise<Answer> {
    let untrusted: AppError | undefined
    let last: Answer | undefined
    // Doors where waiting was in vain or the certificate is another are not tried twice.
    const left = new Set(doors)
    for (let round = 0; round <= moreTries && left.size > 0; round++) {
      if (round > 0) await clock.wait(firstPauseMs * 2 ** (round - 1) * (0.5 + randomness.fraction()), signal)
      for (const door of doors.filter(each => left.has(each))) {
        const exchange = await freshly(() => door.exchange(wire, signal), safe)
        if (exchange.kind === 'answered') {
          answeredAt(door)
          // 596 to 599: this door's node lost the one that was asked for.
          if (!safe || exchange.answer.status < 596) return exchange.answer
          last = exchange.answer
          continue
        }
        if (exchange.kind === 'flooded') throw new AppError('ClusterGarbled', { cluster: about.cluster, what: about.doing })
        if (exchange.kind === 'untrusted') untrusted ??= certificateError(door, exchange.seen, about)
        else if (exchange.kind === 'lost' && !safe) {
          throw new AppError('OutcomeUnknown', { cluster: about.cluster, during: about.doing }, { cause: exchange.cause })
        }
        if (exchange.kind === 'untrusted') log.warn('a Proxmox door shows another certificate', { door: door.url, seen: exchange.seen })
        else log.debug('a Proxmox door did not answer', { door: door.url, how: exchange.kind, slow: exchange.slow })
        if (exchange.kind === 'untrusted' || exchange.slow) left.delete(door)
      }
    }
    if (last) return last
    throw untrusted ?? new AppError('ClusterUnreachable', { cluster: about.cluster, tried: given.map(door => new URL(door.url).host) })
  }

  return {
    url: () => doors[0]?.url ?? '',
    send,
    close: () => {
      for (const door of doors) door.close()
    },
  }
}

/** A read that met the end of a kept connection says nothing about the door: it is sent again at once. */
async function freshly(exchange: () => Promise<Exchange>, safe: boolean): Promise<Exchange> {
  for (;;) {
    const ended = await exchange()
    if (!safe || ended.kind !== 'lost' || !ended.stale) return ended
  }
}

function certificateError(door: Door, seen: string, { cluster }: About): AppError {
  const { url, fingerprint } = door
  return fingerprint === undefined
    ? new AppError('ClusterFingerprintNotAccepted', { cluster, url, fingerprint: seen })
    : new AppError('ClusterCertificateChanged', { cluster, url, expected: fingerprint, seen })
}
