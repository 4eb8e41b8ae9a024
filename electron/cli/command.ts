import type { ParseArgsOptionsConfig } from 'node:util'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../shared/api/contract.ts'

export type Client = ContractRouterClient<Contract>

/** 0 done, 1 failed, 2 wrong usage, 3 needs approval or an answer, 4 cannot reach or log in, 130 cancelled. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130

/** One use of a command: what was typed, and the ways to answer. */
export interface Invocation {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>
  readonly positionals: readonly string[]
  readonly json: boolean
  readonly yes: boolean
  readonly verbose: boolean
  /** Absent for the platform's own. */
  readonly dataDir: string
  readonly signal: AbortSignal
  /** The MycoPod of this data folder: the running one, or one opened for this command. */
  client(): Promise<Client>
  /** One answer: the value as one JSON document with --json, else the text. */
  answer(value: unknown, text: string | (() => string)): void
  /** One line of a stream: the value as one JSON line with --json, else the text when there is one. */
  line(value: unknown, text?: string): void
  /** All of standard input, without the line end. */
  readInput(): Promise<string>
}

/** A command: its words, what it takes, and what it does. */
export interface Command {
  /** For example "device add". */
  readonly name: string
  /** Positional arguments in order; those in brackets may be left out. */
  readonly takes: readonly string[]
  readonly options: ParseArgsOptionsConfig
  /** The options as a person types them, for help. */
  readonly optionHelp?: string
  readonly summary: string
  run(invocation: Invocation): Promise<ExitCode>
}

/** The text value of an option, if it was given. */
export function text(invocation: Invocation, option: string): string | undefined {
  const value = invocation.values[option]
  return typeof value === 'string' ? value : undefined
}

/** Whether a switch was given. */
export function given(invocation: Invocation, option: string): boolean {
  return invocation.values[option] === true
}

/** A positional that the parser made sure of. */
export function positional(invocation: Invocation, index: number): string {
  return invocation.positionals[index] ?? ''
}
