import { z } from 'zod'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { About } from './about.ts'
import { roleFor } from './role-for.ts'

const refusalBody = z.object({ message: z.string().nullish(), errors: z.record(z.string(), z.string()).nullish() })

/** The error that a refused call means. */
export function refusal(answer: { readonly status: number; readonly reason: string; readonly body: string }, about: About): AppError {
  const { message, errors } = readBody(answer.body)
  const words = (message ?? '').trim() || answer.reason.trim() || `status ${answer.status}`
  const { cluster, doing } = about
  switch (answer.status) {
    case 400:
      return (
        takenVmid(errors?.vmid ?? '', about) ??
        new AppError('ClusterRefused', { cluster, during: doing, words, ...(errors && { fields: trimmed(errors) }) })
      )
    case 403:
      return forbidden(words, about)
    case 595:
      return new AppError('NodeDown', { cluster, node: about.node ?? cluster })
    case 596:
    case 597:
    case 598:
    case 599:
      if (about.writes) return new AppError('OutcomeUnknown', { cluster, during: doing })
      return new AppError('NodeDown', { cluster, node: about.node ?? cluster })
    default:
      // Whatever answers with 302 or 404 is not Proxmox: it knows neither.
      if (answer.status < 500 && answer.status !== 401) return new AppError('ClusterGarbled', { cluster, what: doing })
      return meaningOf(words, about) ?? new AppError('ClusterRefused', { cluster, during: doing, words })
  }
}

/** What the words of a refused call or of a failed task mean, where they are known. */
export function meaningOf(words: string, about: About): AppError | undefined {
  const { cluster } = about
  const guest = about.guest
  const lock = /(?:VM|CT) is locked \(([\w-]+)\)|container is locked \(([\w-]+)\)/i.exec(words)
  const missingNode = /hostname lookup '([^']+)' failed|no such cluster node '([^']+)'/.exec(words)
  if (/no quorum|cluster not ready|\/etc\/pve\/\S+ - Permission denied/.test(words)) return new AppError('ClusterNoQuorum', { cluster })
  if (isFull(words)) return new AppError('StorageFull', { cluster, storage: fullStorage(words) ?? about.storage ?? 'of the guest' })
  if (missingNode) return new AppError('NotFound', { what: 'node', name: missingNode[1] ?? missingNode[2] ?? '' })
  const taken = takenVmid(words, about)
  if (taken || guest === undefined) return taken
  if (lock) return new AppError('GuestLocked', { guest, cluster, lock: lock[1] ?? lock[2] ?? 'locked' })
  if (/can't lock file|got lock request timeout|can't acquire lock/.test(words))
    return new AppError('GuestLocked', { guest, cluster, lock: 'another task' })
  if (/checksum mismatch|detected modified configuration/.test(words)) return new AppError('GuestChangedMeanwhile', { guest, cluster })
  if (/[Cc]onfiguration file '[^']+' does not exist/.test(words)) return new AppError('GuestGone', { guest, cluster })
  if (/is running - destroy failed|(?:vm|ct|container) is running/i.test(words))
    return new AppError('GuestRunning', { guest, cluster, doing: about.doing })
  return undefined
}

const fullWords = [
  /No space left on device/i,
  /(?:not enough|insufficient|out of) (?:free )?(?:disk )?space/i,
  /insufficient free space/i,
  /free space in thin pool .* reached threshold/i,
  /Disk quota exceeded/i,
  /pool .*(?:is|are) full/i,
]

function isFull(words: string): boolean {
  return fullWords.some(pattern => pattern.test(words))
}

function fullStorage(words: string): string | undefined {
  return /storage '([^']+)'/.exec(words)?.[1]
}

function takenVmid(words: string, { cluster, vmid }: About): AppError | undefined {
  const taken = /(?:VM|CT) (\d+) already exists/.exec(words)?.[1] ?? (/already exists on node/.test(words) ? vmid : undefined)
  return taken === undefined ? undefined : new AppError('VmidTaken', { cluster, vmid: Number(taken) })
}

function forbidden(words: string, { cluster, doing }: About): AppError {
  const wanted = /\((\/[^,\s]*), ?([\w.]+)/.exec(words)
  if (wanted) {
    const [, path, privilege = ''] = wanted
    return new AppError('ClusterForbidden', { cluster, ...(path !== undefined && { path }), privilege, role: roleFor(privilege) })
  }
  // Some things are for root alone, whatever the privileges; only the words say which.
  return words.includes('(')
    ? new AppError('ClusterRefused', { cluster, during: doing, words })
    : new AppError('ClusterForbidden', { cluster })
}

function readBody(body: string): z.output<typeof refusalBody> {
  try {
    return refusalBody.parse(JSON.parse(body))
  } catch {
    return {}
  }
}

function trimmed(errors: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([field, words]) => [field, words.trim()]))
}
