import type { ByteQueue } from '../byte-queue.ts'
import type { Output, Process } from './process.ts'
import type { ShellNode } from './shell-syntax.ts'

/** What one shell remembers while it runs. */
export interface ShellState {
  readonly process: Process
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  readonly functions: Map<string, ShellNode>
  readonly traps: Map<string, string>
  readonly background: Promise<number>[]
  name: string
  positional: readonly string[]
  directory: string
  fileMask: number
  status: number
  exitOnError: boolean
  refuseUnset: boolean
  noWildcards: boolean
  /** More than 0 where a failing command does not end a shell with -e. */
  forgiving: number
  lastBackgroundPid: number
}

/** The ends of a command: what it reads, and where descriptors 1, 2 and others go. */
export interface Descriptors {
  stdin: ByteQueue
  readonly outputs: Map<number, Output>
}

/** Ends the shell. */
export class ExitShell extends Error {
  readonly code: number
  constructor(code: number) {
    super('exit')
    this.code = code
  }
}

/** Leaves a function. */
export class ReturnFromFunction extends Error {
  readonly code: number
  constructor(code: number) {
    super('return')
    this.code = code
  }
}

/** Leaves or repeats loops. */
export class LeaveLoop extends Error {
  readonly kind: 'break' | 'continue'
  depth: number
  constructor(kind: 'break' | 'continue', depth: number) {
    super(kind)
    this.kind = kind
    this.depth = depth
  }
}

/** A new shell for a process; its variables are the process's environment, all exported. */
export function newShell(process: Process, name: string, positional: readonly string[]): ShellState {
  return {
    process,
    variables: new Map(process.environment),
    exported: new Set(process.environment.keys()),
    functions: new Map(),
    traps: new Map(),
    background: [],
    name,
    positional,
    directory: process.directory,
    fileMask: process.fileMask,
    status: 0,
    exitOnError: false,
    refuseUnset: false,
    noWildcards: false,
    forgiving: 0,
    lastBackgroundPid: 0,
  }
}

/** A copy that changes nothing in its parent: for subshells, pipelines and `$(…)`. */
export function subshell(state: ShellState): ShellState {
  return {
    ...state,
    variables: new Map(state.variables),
    exported: new Set(state.exported),
    functions: new Map(state.functions),
    traps: new Map(),
    background: [],
  }
}

/** What programs started by this shell find in their environment. */
export function environmentOf(state: ShellState): Map<string, string> {
  const environment = new Map<string, string>()
  for (const name of state.exported) {
    const value = state.variables.get(name)
    if (value !== undefined) environment.set(name, value)
  }
  return environment
}
