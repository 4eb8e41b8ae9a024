import type { DemoCluster } from '../../../electron/demo/proxmox/demo-cluster.ts'
import { totpAt } from '../../../electron/demo/proxmox/one-time-code.ts'
import type { PveSample } from '../../support/pve-samples.ts'
import { ask, type Question, type Reply, readJson } from './ask-recorded.ts'
import { differences, inGeneral, shapeOf, tellingWords } from './same-shape.ts'

/** Asks a simulated cluster what a genuine one was asked, in order; it keeps what stands for what that one answered. */
export interface Replay {
  /** Asks again, and says how the answer differs from the recorded one; empty where it does not. */
  replay(sample: PveSample): Promise<readonly string[]>
}

const totpSecret = 'JBSWY3DPEHPK3PXP'
const wrongSecret = '11111111-1111-4111-8111-111111111111'

/** Begins with nobody logged in. */
export function createReplay(demo: DemoCluster): Replay {
  /** What the recorded daemon made up, with what the simulated one made up instead. */
  const names = new Map<string, string>()
  const tickets = new Map<string, { readonly ticket: string; readonly csrf: string }>()
  const secrets = new Map<string, string>()

  function translated(text: string): string {
    let told = text
    for (const [recorded, own] of names) told = told.replaceAll(recorded, own)
    return told
  }

  function loginOf(ticket: string): { readonly ticket: string; readonly csrf: string } | undefined {
    if (ticket.includes(':00000000:')) return undefined
    return tickets.get(/^PVE:(!tfa!|[^:]+)/.exec(ticket)?.[1] ?? '')
  }

  function headersOf({ name, request: { headers } }: PveSample): Readonly<Record<string, string>> {
    const { Cookie, CSRFPreventionToken, Authorization, 'Content-Length': _, ...rest } = headers
    const cookie = Cookie === undefined ? undefined : decodeURIComponent(Cookie.replace(/^PVEAuthCookie=/, '').replace(/%?…$/, ''))
    const login = cookie === undefined ? undefined : loginOf(cookie)
    const bearer = Authorization?.startsWith('PVEAuthCookie=') ? loginOf(Authorization.slice(14)) : undefined
    const tokenId = /^PVEAPIToken=([^=]+)=/.exec(Authorization ?? '')?.[1]
    const secret = name === '021-token-wrong-secret' ? wrongSecret : secrets.get(tokenId ?? '')
    return {
      ...rest,
      ...(cookie !== undefined && { Cookie: `PVEAuthCookie=${encodeURIComponent(login?.ticket ?? cookie)}` }),
      ...(CSRFPreventionToken !== undefined && {
        CSRFPreventionToken: name === '011-auth-write-bad-csrf' ? CSRFPreventionToken : (login?.csrf ?? ''),
      }),
      ...(Authorization !== undefined && {
        Authorization: bearer
          ? `PVEAuthCookie=${bearer.ticket}`
          : tokenId
            ? `PVEAPIToken=${tokenId}=${secret ?? wrongSecret}`
            : Authorization,
      }),
    }
  }

  function bodyOf({ name, request: { body, headers } }: PveSample): string {
    const whole = Number(/\((\d+) bytes\)$/.exec(body)?.[1] ?? 0)
    if (headers['Content-Type']?.startsWith('multipart/')) {
      const [, head = '', boundary = ''] = /^(--(\S+)[\s\S]*?octet-stream\s+)/.exec(body) ?? []
      return `${head}${'A'.repeat(whole - head.length - boundary.length - 8)}\r\n--${boundary}--\r\n`
    }
    if (whole > 0) return 'a'.repeat(whole)
    if (headers['Content-Type'] !== 'application/x-www-form-urlencoded' || !body.includes('=')) return body
    const form = new URLSearchParams(body)
    for (const [key, value] of [...form]) form.set(key, given(name, key, value))
    return form.toString()
  }

  function given(name: string, key: string, value: string): string {
    if (value === 'PASSWORD') return demo.password
    if (key === 'password' && value.startsWith('PVE:')) return loginOf(value)?.ticket ?? value
    if (key === 'tfa-challenge') return tickets.get('!tfa!')?.ticket ?? value
    const code = name === '502-tfa-add-totp-shim' ? 'value' : name === '506-tfa-login-step2-ok' ? 'password' : undefined
    if (key === code) return `${key === 'password' ? 'totp:' : ''}${totpAt(totpSecret, demo.world.time.now())}`
    return translated(value)
  }

  function questionOf(sample: PveSample): Question {
    const [method = 'GET', path = ''] = sample.request.line.split(' ')
    const own = path.replace(/[^/?&=]+/g, part => encodeURIComponent(translated(decodeURIComponent(part))).replace(/%3A(?=\d+$)/, ':'))
    return { method, path: own, headers: headersOf(sample), body: bodyOf(sample) }
  }

  function learn(sample: PveSample, reply: Reply): void {
    const recorded = fieldsOf(readJson(sample.response.body))
    const own = fieldsOf(reply.json)
    learnNames(recorded.data, own.data)
    const made = fieldsOf(own.data)
    const [user] = /(?<=^PVE:)(?:!tfa!|[^:]+)/.exec(String(made.ticket)) ?? []
    if (user !== undefined) tickets.set(user, { ticket: String(made.ticket), csrf: String(made.CSRFPreventionToken) })
    if (typeof made['full-tokenid'] === 'string') secrets.set(made['full-tokenid'], String(made.value))
  }

  /** Tasks, digests and backups have other names here. */
  function learnNames(recorded: unknown, own: unknown): void {
    if (typeof recorded === 'string' && typeof own === 'string') {
      const isName = /^UPID:|^[0-9a-f]{40}$|:backup\//.test(recorded)
      if (isName && recorded !== own) names.set(recorded, own)
    } else if (Array.isArray(recorded) && Array.isArray(own)) {
      if (recorded.length === 1 && own.length === 1) learnNames(recorded[0], own[0])
    } else for (const [name, value] of Object.entries(fieldsOf(recorded))) learnNames(value, fieldsOf(own)[name])
  }

  return {
    replay: async sample => {
      const door = sample.name.endsWith('-on-pve2') ? demo.urls[1] : demo.urls[0]
      const question = questionOf(sample)
      let reply = await ask(door ?? '', question)
      // A recorded task that had ended was waited for; so is this one.
      while (endedThere(sample) && fieldsOf(fieldsOf(reply.json).data).status === 'running') {
        await demo.world.time.pass(500)
        reply = await ask(door ?? '', question)
      }
      learn(sample, reply)
      return compared(sample, reply)
    },
  }
}

function endedThere({ request, response }: PveSample): boolean {
  return /\/tasks\/[^/]+\/status$/.test(request.line) && fieldsOf(fieldsOf(readJson(response.body)).data).status === 'stopped'
}

function compared({ response }: PveSample, reply: Reply): readonly string[] {
  const [, status = '', reason = ''] = /^(\d+) ?(.*)$/.exec(response.line) ?? []
  const recorded = readJson(response.body)
  const line = `${reply.status} ${inGeneral(reply.reason)}`
  const words = [tellingWords(recorded), tellingWords(reply.json)] as const
  return [
    ...(line === `${status} ${inGeneral(reason)}` ? [] : [`${line} instead of ${status} ${reason}`]),
    ...(reply.type === response.headers['Content-Type'] ? [] : [`${reply.type} instead of ${response.headers['Content-Type']}`]),
    ...differences(shapeOf(recorded), shapeOf(reply.json)),
    ...differences(words[0], words[1], 'said'),
  ]
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}
