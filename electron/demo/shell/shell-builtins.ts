import { posix } from 'node:path'
import { readLine } from '../byte-queue.ts'
import { nowhere } from './process.ts'
import { type Descriptors, ExitShell, environmentOf, LeaveLoop, ReturnFromFunction, type ShellState } from './shell-state.ts'

/** Runs a text inside a shell that is running. */
type Evaluate = (source: string, state: ShellState, descriptors: Descriptors) => Promise<number>

type Builtin = (argv: readonly string[], state: ShellState, descriptors: Descriptors, evaluate: Evaluate) => Promise<number> | number

const complain = (text: string, state: ShellState, descriptors: Descriptors) => {
  descriptors.outputs.get(2)?.write(`${state.name}: 1: ${text}\n`)
}

const assign = (argument: string, state: ShellState): string => {
  const sign = argument.indexOf('=')
  if (sign < 0) return argument
  const name = argument.slice(0, sign)
  state.variables.set(name, argument.slice(sign + 1))
  return name
}

const setOptions: Builtin = (argv, state) => {
  for (let index = 1; index < argv.length; index += 1) {
    const argument = argv[index] ?? ''
    if (argument === '--' || !/^[-+]/.test(argument)) {
      state.positional = argv.slice(argument === '--' ? index + 1 : index)
      return 0
    }
    const on = argument.startsWith('-')
    const letters = argument.slice(1)
    if (letters.endsWith('o')) index += 1
    const long = letters.endsWith('o') ? argv[index] : undefined
    if (letters.includes('e') || long === 'errexit') state.exitOnError = on
    if (letters.includes('u') || long === 'nounset') state.refuseUnset = on
    if (letters.includes('f') || long === 'noglob') state.noWildcards = on
  }
  return 0
}

const readVariables: Builtin = async (argv, state, descriptors) => {
  const names = argv.slice(1).filter(argument => !argument.startsWith('-'))
  const line = await readLine(descriptors.stdin, state.process.signal)
  const separators = state.variables.get('IFS') ?? ' \t\n'
  let rest = line ?? ''
  const set = separators === '' ? undefined : `[${separators.replace(/[\]\\^-]/g, '\\$&')}]`
  if (set) rest = rest.replace(new RegExp(`^${set}+|${set}+$`, 'g'), '')
  for (const [index, name] of names.entries()) {
    const cut = set && index < names.length - 1 ? rest.search(new RegExp(set)) : -1
    state.variables.set(name, cut < 0 ? rest : rest.slice(0, cut))
    rest = cut < 0 || !set ? '' : rest.slice(cut).replace(new RegExp(`^${set}+`), '')
  }
  return line === undefined ? 1 : 0
}

const command: Builtin = async (argv, state, descriptors) => {
  const [, flag, name = ''] = argv
  if (flag === '-v' || flag === '-V') {
    const known = name in builtins || state.functions.has(name)
    if (!known && !state.process.programs.knows(name, state.process)) return 127
    descriptors.outputs.get(1)?.write(`${known || name.includes('/') ? name : `/usr/bin/${name}`}\n`)
    return 0
  }
  const process = { ...state.process, environment: environmentOf(state), directory: state.directory, stdin: descriptors.stdin }
  const ends = { out: descriptors.outputs.get(1) ?? nowhere, err: descriptors.outputs.get(2) ?? nowhere }
  return state.process.programs.run(argv.slice(flag === '--' ? 2 : 1), { ...process, ...ends }, state.name)
}

const trap: Builtin = (argv, state) => {
  const [, action = '', ...signals] = argv
  for (const signal of signals) {
    const name = signal === '0' ? 'EXIT' : signal.replace(/^SIG/, '')
    if (action === '-') state.traps.delete(name)
    else state.traps.set(name, action)
  }
  return 0
}

/** What the shell does itself, because it changes the shell. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  '.': async (argv, state, descriptors, evaluate) => {
    const path = posix.resolve(state.directory, argv[1] ?? '')
    if (!state.process.device.files.stat(path)) {
      complain(`.: cannot open ${argv[1]}: No such file`, state, descriptors)
      throw new ExitShell(2)
    }
    return evaluate(state.process.device.files.read(path, state.process.user).toString(), state, descriptors)
  },
  break: argv => {
    throw new LeaveLoop('break', Number(argv[1] ?? 1))
  },
  continue: argv => {
    throw new LeaveLoop('continue', Number(argv[1] ?? 1))
  },
  cd: (argv, state, descriptors) => {
    const wanted = argv.slice(1).find(argument => argument !== '--' && argument !== '-P') ?? state.variables.get('HOME') ?? '/'
    const path = posix.resolve(state.directory, wanted)
    const { files } = state.process.device
    if (files.stat(path)?.kind !== 'directory' || !files.may(path, state.process.user, 'execute')) {
      complain(`cd: can't cd to ${wanted}`, state, descriptors)
      return 2
    }
    state.directory = path
    state.variables.set('PWD', path)
    return 0
  },
  command,
  eval: (argv, state, descriptors, evaluate) => evaluate(argv.slice(1).join(' '), state, descriptors),
  exit: (argv, state) => {
    throw new ExitShell(Number(argv[1] ?? state.status) & 255)
  },
  export: (argv, state) => {
    for (const argument of argv.slice(1).filter(argument => argument !== '-p')) state.exported.add(assign(argument, state))
    return 0
  },
  local: (argv, state) => {
    for (const argument of argv.slice(1)) assign(argument, state)
    return 0
  },
  pwd: (_, state, descriptors) => {
    descriptors.outputs.get(1)?.write(`${state.directory}\n`)
    return 0
  },
  read: readVariables,
  readonly: (argv, state) => {
    for (const argument of argv.slice(1)) assign(argument, state)
    return 0
  },
  return: (argv, state) => {
    throw new ReturnFromFunction(Number(argv[1] ?? state.status) & 255)
  },
  set: setOptions,
  shift: (argv, state) => {
    state.positional = state.positional.slice(Number(argv[1] ?? 1))
    return 0
  },
  trap,
  type: (argv, state, descriptors) => {
    const name = argv[1] ?? ''
    const known = name in builtins || state.process.programs.knows(name, state.process)
    descriptors.outputs.get(known ? 1 : 2)?.write(known ? `${name} is /usr/bin/${name}\n` : `${name}: not found\n`)
    return known ? 0 : 127
  },
  umask: (argv, state, descriptors) => {
    if (argv[1] === undefined) descriptors.outputs.get(1)?.write(`${state.fileMask.toString(8).padStart(4, '0')}\n`)
    else state.fileMask = Number.parseInt(argv[1], 8)
    return 0
  },
  unset: (argv, state) => {
    for (const name of argv.slice(1)) {
      state.variables.delete(name)
      state.exported.delete(name)
      state.functions.delete(name)
    }
    return 0
  },
  wait: async (_, state) => {
    const codes = await Promise.all(state.background.splice(0))
    return codes.at(-1) ?? 0
  },
}
