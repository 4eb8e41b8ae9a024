import { posix } from 'node:path'
import { byteQueue, queueOf } from '../byte-queue.ts'
import { FileError, fileWords } from '../file-system.ts'
import { expandPattern, expandText, expandWords } from './expand-word.ts'
import { parseShell } from './parse-shell.ts'
import { keepText, nowhere, type Output } from './process.ts'
import { builtins } from './shell-builtins.ts'
import { matchesPattern } from './shell-pattern.ts'
import { type Descriptors, ExitShell, environmentOf, LeaveLoop, ReturnFromFunction, type ShellState, subshell } from './shell-state.ts'
import { type Redirect, type ShellNode, ShellSyntaxError } from './shell-syntax.ts'

/** Runs a shell text to its end, with the trap on EXIT; the answer is the shell's exit code. */
export async function runShell(source: string, state: ShellState): Promise<number> {
  const { process } = state
  const descriptors: Descriptors = {
    stdin: process.stdin,
    outputs: new Map([
      [1, process.out],
      [2, process.err],
    ]),
  }
  const settle = async (body: () => Promise<number>): Promise<number> => {
    try {
      return await body()
    } catch (error) {
      if (error instanceof ExitShell || error instanceof ReturnFromFunction) return error.code
      if (error instanceof LeaveLoop) return 0
      if (!(error instanceof ShellSyntaxError)) throw error
      process.err.write(`${state.name}: 1: ${error.message}\n`)
      return 2
    }
  }
  const code = await settle(() => run(parseShell(source), state, descriptors))
  const last = state.traps.get('EXIT')
  if (last !== undefined) {
    state.traps.delete('EXIT')
    await settle(() => run(parseShell(last), state, descriptors))
  }
  return code
}

function evaluate(source: string, state: ShellState, descriptors: Descriptors): Promise<number> {
  return run(parseShell(source), state, descriptors)
}

async function run(node: ShellNode, state: ShellState, descriptors: Descriptors): Promise<number> {
  state.process.signal.throwIfAborted()
  switch (node.kind) {
    case 'simple':
      return settled(await simple(node, state, descriptors), state)
    case 'pipeline': {
      const code = await (node.negated
        ? forgiving(state, () => pipeline(node.commands, state, descriptors))
        : pipeline(node.commands, state, descriptors))
      state.status = node.negated ? Number(code === 0) : code
      return node.negated ? state.status : settled(code, state)
    }
    case 'and':
    case 'or': {
      const left = await forgiving(state, () => run(node.left, state, descriptors))
      return (left === 0) === (node.kind === 'and') ? run(node.right, state, descriptors) : left
    }
    case 'list': {
      let code = 0
      for (const item of node.items)
        code = item.background ? inBackground(item.node, state, descriptors) : await run(item.node, state, descriptors)
      return code
    }
    case 'group':
      return redirected(node.redirects, state, descriptors, inside => run(node.body, state, inside))
    case 'subshell':
      return settled(await redirected(node.redirects, state, descriptors, inside => runInSubshell(node.body, state, inside)), state)
    case 'if':
      return redirected(node.redirects, state, descriptors, async inside => {
        for (const branch of node.branches)
          if ((await forgiving(state, () => run(branch.test, state, inside))) === 0) return run(branch.body, state, inside)
        state.status = 0
        return node.otherwise ? run(node.otherwise, state, inside) : 0
      })
    case 'for':
      return redirected(node.redirects, state, descriptors, async inside => {
        const values = node.words ? await expandWords(node.words, state, substitution(state, inside)) : state.positional
        let next = 0
        return loop(
          () => {
            const value = values[next]
            next += 1
            if (value !== undefined) state.variables.set(node.name, value)
            return Promise.resolve(value !== undefined)
          },
          () => run(node.body, state, inside),
        )
      })
    case 'while':
    case 'until':
      return redirected(node.redirects, state, descriptors, inside =>
        loop(
          async () => ((await forgiving(state, () => run(node.test, state, inside))) === 0) === (node.kind === 'while'),
          () => run(node.body, state, inside),
        ),
      )
    case 'case':
      return redirected(node.redirects, state, descriptors, async inside => {
        const substitute = substitution(state, inside)
        const subject = await expandText(node.subject, state, substitute)
        for (const branch of node.branches)
          for (const pattern of branch.patterns)
            if (matchesPattern(subject, await expandPattern(pattern, state, substitute))) return run(branch.body, state, inside)
        return 0
      })
    case 'function':
      state.functions.set(node.name, node.body)
      return 0
  }
}

function settled(code: number, state: ShellState): number {
  state.status = code
  if (code !== 0 && state.exitOnError && state.forgiving === 0) throw new ExitShell(code)
  return code
}

async function forgiving(state: ShellState, body: () => Promise<number>): Promise<number> {
  state.forgiving += 1
  try {
    return await body()
  } finally {
    state.forgiving -= 1
  }
}

async function loop(more: () => Promise<boolean>, body: () => Promise<number>): Promise<number> {
  let code = 0
  try {
    while (await more()) {
      try {
        code = await body()
      } catch (error) {
        if (!(error instanceof LeaveLoop && error.kind === 'continue') || error.depth > 1) throw error
      }
    }
  } catch (error) {
    if (!(error instanceof LeaveLoop)) throw error
    error.depth -= 1
    if (error.depth > 0) throw error
  }
  return code
}

async function runInSubshell(node: ShellNode, state: ShellState, descriptors: Descriptors): Promise<number> {
  const inside = subshell(state)
  const own: Descriptors = { stdin: descriptors.stdin, outputs: new Map(descriptors.outputs) }
  try {
    return await run(node, inside, own)
  } catch (error) {
    if (error instanceof ExitShell || error instanceof ReturnFromFunction) return error.code
    throw error
  } finally {
    const last = inside.traps.get('EXIT')
    if (last !== undefined) await evaluate(last, inside, own)
  }
}

async function pipeline(commands: readonly ShellNode[], state: ShellState, descriptors: Descriptors): Promise<number> {
  let stdin = descriptors.stdin
  const codes = commands.map((command, index) => {
    const last = index === commands.length - 1
    const pipe = byteQueue()
    const ends: Descriptors = { stdin, outputs: new Map(descriptors.outputs) }
    if (!last) ends.outputs.set(1, pipe)
    stdin = pipe
    return (commands.length === 1 ? run(command, state, ends) : runInSubshell(command, state, ends)).finally(() => pipe.end())
  })
  return (await Promise.all(codes)).at(-1) ?? 0
}

function inBackground(node: ShellNode, state: ShellState, descriptors: Descriptors): number {
  const { device } = state.process
  const { pid, signal } = device.processes.begin(state.process.signal)
  state.lastBackgroundPid = pid
  const child = { ...subshell(state), process: { ...state.process, pid, signal } }
  const ended = runInSubshell(node, child, { stdin: queueOf(''), outputs: new Map(descriptors.outputs) })
    .catch(() => 143)
    .finally(() => device.processes.end(pid))
  state.background.push(ended)
  return 0
}

function substitution(state: ShellState, descriptors: Descriptors): (source: string) => Promise<string> {
  return async source => {
    const output = keepText()
    const inside: Descriptors = { stdin: descriptors.stdin, outputs: new Map(descriptors.outputs).set(1, output) }
    state.status = await runInSubshell(parseShell(source), state, inside)
    return output.text()
  }
}

async function redirected(
  redirects: readonly Redirect[],
  state: ShellState,
  descriptors: Descriptors,
  body: (inside: Descriptors) => Promise<number>,
): Promise<number> {
  if (redirects.length === 0) return body(descriptors)
  const inside: Descriptors = { stdin: descriptors.stdin, outputs: new Map(descriptors.outputs) }
  return (await redirect(redirects, state, inside)) ? body(inside) : 2
}

async function redirect(redirects: readonly Redirect[], state: ShellState, inside: Descriptors): Promise<boolean> {
  const { files } = state.process.device
  for (const { descriptor, operator, target } of redirects) {
    const text = await expandText(target, state, substitution(state, inside))
    const path = posix.resolve(state.directory, text)
    try {
      if (operator === '<<') inside.stdin = queueOf(text)
      else if (operator === '<') inside.stdin = queueOf(files.read(path, state.process.user))
      else if (operator === '<&') inside.stdin = text === '-' ? queueOf('') : inside.stdin
      else if (operator === '>&') inside.outputs.set(descriptor, text === '-' ? nowhere : (inside.outputs.get(Number(text)) ?? nowhere))
      else inside.outputs.set(descriptor, fileOutput(path, operator === '>>', state))
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      const what = operator === '<' ? 'open' : 'create'
      const why =
        error.message === fileWords.absent && what === 'open'
          ? 'No such file'
          : error.message === fileWords.absent
            ? 'Directory nonexistent'
            : error.message
      inside.outputs.get(2)?.write(`${state.name}: 1: cannot ${what} ${text}: ${why}\n`)
      return false
    }
  }
  return true
}

function fileOutput(path: string, append: boolean, state: ShellState): Output {
  const { files } = state.process.device
  const mode = 0o666 & ~state.fileMask
  files.write(path, Buffer.alloc(0), state.process.user, { append, mode })
  return { write: data => files.write(path, Buffer.from(data), state.process.user, { append: true, mode }) }
}

async function simple(node: Extract<ShellNode, { kind: 'simple' }>, state: ShellState, descriptors: Descriptors): Promise<number> {
  const substitute = substitution(state, descriptors)
  state.status = node.words.length === 0 ? 0 : state.status
  const argv = await expandWords(node.words, state, substitute)
  const assigned: [string, string][] = []
  for (const { name, value } of node.assignments) assigned.push([name, await expandText(value, state, substitute)])
  const inside: Descriptors = { stdin: descriptors.stdin, outputs: new Map(descriptors.outputs) }
  const name = argv[0]
  const lasting = name === 'exec' && argv.length === 1
  if (!(await redirect(node.redirects, state, lasting ? descriptors : inside))) return 2
  if (name === undefined || lasting) {
    for (const [key, value] of assigned) state.variables.set(key, value)
    return name === undefined ? state.status : 0
  }
  const definition = state.functions.get(name)
  if (definition) return callFunction(definition, argv, state, inside)
  const builtin = builtins[name]
  if (builtin) {
    for (const [key, value] of assigned) state.variables.set(key, value)
    return builtin(argv, state, inside, evaluate)
  }
  const environment = environmentOf(state)
  for (const [key, value] of assigned) environment.set(key, value)
  const replaces = name === 'exec'
  const code = await state.process.programs.run(
    replaces ? argv.slice(1) : argv,
    {
      ...state.process,
      environment,
      directory: state.directory,
      fileMask: state.fileMask,
      stdin: inside.stdin,
      out: inside.outputs.get(1) ?? nowhere,
      err: inside.outputs.get(2) ?? nowhere,
    },
    state.name,
  )
  if (replaces) throw new ExitShell(code)
  return code
}

async function callFunction(definition: ShellNode, argv: readonly string[], state: ShellState, descriptors: Descriptors): Promise<number> {
  const before = state.positional
  state.positional = argv.slice(1)
  try {
    return await run(definition, state, descriptors)
  } catch (error) {
    if (error instanceof ReturnFromFunction) return error.code
    throw error
  } finally {
    state.positional = before
  }
}
