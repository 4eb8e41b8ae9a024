/** Arguments of a program taken apart: its options, and what is not one. */
export interface Options {
  readonly has: (...names: readonly string[]) => boolean
  /** The last value given to an option. */
  readonly value: (...names: readonly string[]) => string | undefined
  readonly values: (...names: readonly string[]) => readonly string[]
  readonly rest: readonly string[]
}

/**
 * Takes arguments apart as getopt does. `valued` are the options that take a value, without their dashes; with `stop` the
 * first argument that is no option ends them.
 */
export function readOptions(argv: readonly string[], valued: readonly string[] = [], stop = false): Options {
  const found: [string, string][] = []
  const rest: string[] = []
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? ''
    if (argument === '--') {
      rest.push(...argv.slice(index + 1))
      break
    }
    if (!argument.startsWith('-') || argument === '-') {
      if (stop) {
        rest.push(...argv.slice(index))
        break
      }
      rest.push(argument)
    } else if (argument.startsWith('--')) {
      const [name = '', given] = argument.slice(2).split(/=(.*)/s)
      if (given !== undefined) found.push([name, given])
      else if (valued.includes(name)) {
        index += 1
        found.push([name, argv[index] ?? ''])
      } else found.push([name, ''])
    } else if (valued.includes(argument.slice(1)) && argument.length > 2) {
      index += 1
      found.push([argument.slice(1), argv[index] ?? ''])
    } else {
      for (let at = 1; at < argument.length; at += 1) {
        const letter = argument.charAt(at)
        if (!valued.includes(letter)) {
          found.push([letter, ''])
          continue
        }
        const attached = argument.slice(at + 1)
        if (!attached) index += 1
        found.push([letter, attached || (argv[index] ?? '')])
        break
      }
    }
  }
  const values = (...names: readonly string[]) => found.filter(([name]) => names.includes(name)).map(([, value]) => value)
  return { has: (...names) => values(...names).length > 0, value: (...names) => values(...names).at(-1), values, rest }
}
