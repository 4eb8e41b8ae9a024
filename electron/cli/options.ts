import { type Invocation, text } from './command.ts'
import { UsageError } from './failure.ts'

/** The number of an option, checked; undefined where it was not given. */
export function numberOption(invocation: Invocation, option: string, least = 0): number | undefined {
  const typed = text(invocation, option)
  if (typed === undefined) return undefined
  const value = Number(typed)
  if (typed.trim() === '' || !Number.isFinite(value) || value < least)
    throw new UsageError(`--${option} takes a number${least > 0 ? ` from ${least} on` : ''}, not “${typed}”`)
  return value
}

/** The values of an option that may be given several times. */
export function texts(invocation: Invocation, option: string): readonly string[] {
  const value = invocation.values[option]
  return Array.isArray(value) ? value.map(String) : []
}

/** The value of an option that takes one of some words. */
export function choice<const T extends string>(invocation: Invocation, option: string, words: readonly T[]): T | undefined {
  const typed = text(invocation, option)
  if (typed === undefined) return undefined
  const found = words.find(word => word === typed)
  if (found === undefined) throw new UsageError(`--${option} takes one of ${words.join(', ')}`)
  return found
}

/** The same object without the fields that are undefined. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

/** A secret that comes on standard input. */
export async function secretFromInput(invocation: Invocation, option: string): Promise<string> {
  const value = await invocation.readInput()
  if (value === '') throw new UsageError(`Nothing came on standard input for --${option}`)
  return value
}
