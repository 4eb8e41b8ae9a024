import type { z } from 'zod'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ClusterTarget } from '../../ports/cluster-access.ts'
import { untilAborted } from '../../ports/until-aborted.ts'
import type { About } from './about.ts'
import { ticket as ticketSchema } from './answers.ts'
import type { Doors } from './doors.ts'
import { encodeForm, type Parameters } from './form.ts'
import { type Answer, readAnswer } from './read-answer.ts'
import type { Ticket, Tickets } from './tickets.ts'

/** What makes a request one of the person's. */
export interface Proof {
  readonly ticket?: Ticket
  headers(writes: boolean): Readonly<Record<string, string>>
}

/** The login of a session. */
export interface Login {
  /** Logs in where needed, renews a ticket before it ends. Errors: ClusterLoginRefused, ClusterCodeNeeded, and those of sending. */
  proof(signal?: AbortSignal): Promise<Proof>
  /** After a 401: another proof, or ClusterLoginRefused where there is none. */
  again(refused: Proof, signal?: AbortSignal): Promise<Proof>
}

const renewAfterMs = 90 * 60_000
const endsAfterMs = 2 * 60 * 60_000
const loginLimitMs = 30_000

/** Makes the login of a target. */
export function createLogin(target: ClusterTarget, doors: Doors, tickets: Tickets, clock: Clock): Login {
  const { login } = target
  const user = login.method === 'token' ? login.tokenId : login.user
  const about: About = { cluster: target.name, doing: `the login of ${user}`, writes: false }
  const refused = (method: 'password' | 'token' | 'code') => new AppError('ClusterLoginRefused', { cluster: target.name, user, method })
  return login.method === 'token' ? byToken(login.tokenId, login.secret, () => refused('token')) : byPassword(login)

  function byPassword({ user, password, code }: { readonly user: string; readonly password: string; readonly code?: string }): Login {
    let underWay: Promise<Ticket> | undefined

    /** One login at a time, whoever waits for it; it goes on where one of them gives up. */
    function once(work: () => Promise<Ticket>, signal: AbortSignal | undefined): Promise<Ticket> {
      underWay ??= work()
        .then(ticket => {
          tickets.keep(target, ticket)
          return ticket
        })
        .finally(() => {
          underWay = undefined
        })
      return untilAborted(underWay, signal)
    }

    async function ask(parameters: Parameters): Promise<Answer> {
      const headers = {}
      const body = encodeForm(parameters)
      return doors.send({ method: 'POST', path: '/api2/json/access/ticket', headers, body, limitMs: loginLimitMs }, true, about)
    }

    function ticketOf(read: z.output<typeof ticketSchema>): Ticket {
      return { ticket: read.ticket, csrfToken: read.CSRFPreventionToken, user: read.username, since: clock.monotonic() }
    }

    async function logIn(): Promise<Ticket> {
      const answer = await ask({ username: user, password })
      // A user without a realm is a 400: it is as wrong as an unknown one.
      if (answer.status === 401 || answer.status === 400) throw refused('password')
      const first = readAnswer(answer, ticketSchema, about)
      if (!first.NeedTFA) return ticketOf(first)
      if (code === undefined) throw new AppError('ClusterCodeNeeded', { cluster: target.name, user })
      const second = await ask({ username: user, 'tfa-challenge': first.ticket, password: `totp:${code.replace(/\s/g, '')}` })
      if (second.status === 401 || second.status === 400) throw refused('code')
      return ticketOf(readAnswer(second, ticketSchema, about))
    }

    async function renew(old: Ticket): Promise<Ticket> {
      const answer = await ask({ username: old.user, password: old.ticket })
      if (answer.status !== 200) return logIn()
      return ticketOf(readAnswer(answer, ticketSchema, about))
    }

    return {
      proof: async signal => {
        const held = tickets.find(target)
        const age = held === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() - held.since
        if (held && age < renewAfterMs) return proofOf(held)
        return proofOf(await once(() => (held && age < endsAfterMs ? renew(held) : logIn()), signal))
      },
      again: async (last, signal) => {
        const held = tickets.find(target)
        // Somebody else got a new one meanwhile.
        if (held && held !== last.ticket) return proofOf(held)
        if (last.ticket) tickets.drop(last.ticket)
        return proofOf(await once(logIn, signal))
      },
    }
  }
}

function byToken(tokenId: string, secret: string, refused: () => AppError): Login {
  const value = `${tokenId}=${secret.trim()}`
  const proof: Proof = { headers: () => ({ authorization: `PVEAPIToken=${value}` }) }
  return {
    proof: async () => {
      // What no header can hold is no token of Proxmox.
      if (!/^[\x21-\x7e]+$/.test(value)) throw refused()
      return proof
    },
    again: async () => {
      throw refused()
    },
  }
}

function proofOf(ticket: Ticket): Proof {
  const cookie = `PVEAuthCookie=${ticket.ticket.replace(/[^\x21-\x7e]|[%;,]/g, encodeURIComponent)}`
  return { ticket, headers: writes => ({ cookie, ...(writes && { csrfpreventiontoken: ticket.csrfToken }) }) }
}
