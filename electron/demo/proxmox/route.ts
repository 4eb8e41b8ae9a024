import type { PveNode, PveTask, PveVersion, PveWorld } from './world.ts'

/** What one parameter may be; the simulation's own reading of what Proxmox accepts. */
export interface Rule {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly optional?: boolean
  readonly default?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: RegExp
  readonly choices?: readonly string[]
  /**
   * A property string or another form with its own check: returns the whole text of the error in Proxmox's words, with
   * `invalid format - ` and line ends where it has them. `name` is the parameter, for example `net0`.
   */
  readonly check?: (value: string, name: string) => string | undefined
  /** The one version that knows it; absent: both. */
  readonly only?: PveVersion
  /** Choices that one version has besides. */
  readonly alsoIn?: Readonly<Partial<Record<PveVersion, readonly string[]>>>
}

/** Parameters by name; a name ending in `[n]` stands for numbered ones such as `net0`. */
export type Rules = Readonly<Record<string, Rule>>

/** Who asks, with the privileges it has on a path. */
export interface Caller {
  /** `root@pam` or `root@pam!token`. */
  readonly user: string
  readonly byToken: boolean
  may(path: string, privilege: string): boolean
}

/** A request that was let in: parameters are checked and booleans are `1` or `0`. */
export interface Asked {
  readonly world: PveWorld
  readonly caller: Caller
  /** The node of the path, online. */
  readonly node: PveNode
  /** Parts of the path, for example `{ node: 'pve1', vmid: '100' }`, and the parameters of query and body. */
  readonly params: Readonly<Record<string, string>>
  /** Begins a task; the work may wait on `world.time` and write lines. What it throws becomes the exit status. */
  task(type: string, id: string, work: (task: PveTask, signal: AbortSignal) => Promise<void>): string
}

/** The whole answer where it is more than data. */
export class Answer {
  readonly data: unknown
  readonly beside: Readonly<Record<string, unknown>>
  constructor(data: unknown, beside: Readonly<Record<string, unknown>>) {
    this.data = data
    this.beside = beside
  }
}

/** Thrown to refuse: `new Refusal(500, "VM 100 is running - destroy failed")`, with errors by parameter for a 400. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: Readonly<Record<string, string>> | undefined
  constructor(status: number, reason: string, errors?: Readonly<Record<string, string>>) {
    super(reason)
    this.name = 'Refusal'
    this.status = status
    this.errors = errors
  }
}

/** Thrown by the work of a task that dies without a last word: the exit status is `unexpected status` and the log has no verdict. */
export class Killed extends Error {}

/** One call of the simulated API. `path` has `{name}` parts: `/nodes/{node}/qemu/{vmid}/config`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly rules?: Rules
  /** `[path, privilege]` pairs of which one has to be held; `{vmid}` parts are filled in. Absent: anyone who is logged in. */
  readonly needs?: readonly (readonly [path: string, privilege: string])[]
  /** Whether it writes to the cluster's files and so wants a quorum; every method but GET unless said. */
  readonly quorum?: boolean
  /** Answered without a login. */
  readonly open?: boolean
  /** Refused to tokens. */
  readonly ticketOnly?: boolean
  /** The one version that has it; absent: both. */
  readonly only?: PveVersion
  handle(asked: Asked): unknown
}
