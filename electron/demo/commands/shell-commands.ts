import { posix } from 'node:path'
import { type ByteQueue, byteQueue, readLine } from '../byte-queue.ts'
import { pollReport } from '../poll-report.ts'
import type { Process, Program } from '../shell/process.ts'
import { runShell } from '../shell/run-shell.ts'
import { newShell } from '../shell/shell-state.ts'
import { readOptions } from './options.ts'

/** Scripts of MycoPod that are answered without reading them, by the name in their first line. */
const knownScripts: Readonly<Record<string, (args: readonly string[], process: Process) => Promise<number> | number>> = {
  poll: (args, process) => {
    process.out.write(pollReport(process, { facts: args[0] === '1', dockerRoot: args[1] ?? '/var/lib/docker' }))
    return 0
  },
  run: guard,
}

const shell: Program = async (argv, process) => {
  const name = posix.basename(argv[0] ?? 'sh')
  let index = 1
  let exitOnError = false
  for (; argv[index]?.startsWith('-') && argv[index] !== '-c' && argv[index] !== '--'; index += 1)
    exitOnError ||= /e/.test(argv[index] ?? '')
  if (argv[index] === '-c') {
    const source = argv[index + 1] ?? ''
    const args = argv.slice(index + 3)
    const marked = /^# mycopod:([a-z-]+) 1\n/.exec(source)?.[1]
    const known = marked === undefined ? undefined : knownScripts[marked]
    if (known) return known(args, process)
    const state = newShell(process, argv[index + 2] ?? name, args)
    state.exitOnError = exitOnError
    return runShell(source, state)
  }
  const file = argv[index] === '-s' ? undefined : argv[index]
  if (file === undefined) {
    const lines: string[] = []
    for (let line = await readLine(process.stdin, process.signal); line !== undefined; line = await readLine(process.stdin, process.signal))
      lines.push(line)
    return runShell(lines.join('\n'), newShell(process, name, argv.slice(index + 1)))
  }
  const path = posix.resolve(process.directory, file)
  if (!process.device.files.stat(path)) {
    process.err.write(`${name}: 0: cannot open ${file}: No such file\n`)
    return 2
  }
  return runShell(process.device.files.read(path, process.user).toString(), newShell(process, file, argv.slice(index + 1)))
}

/** The guard of electron/ports/device-shell: a command with its own input, that ends when the caller's input ends. */
async function guard([bytes = '0', mark = '', ...argv]: readonly string[], process: Process): Promise<number> {
  const input = byteQueue()
  const killer = new AbortController()
  const done = new AbortController()
  const watched = watchInput(Number(bytes), process.stdin, input, AbortSignal.any([process.signal, done.signal])).then(
    () => killer.abort(new Error('killed')),
    () => undefined,
  )
  if (mark) process.err.write(`${mark}\n`)
  try {
    return await process.programs.run(argv, { ...process, stdin: input, signal: AbortSignal.any([process.signal, killer.signal]) })
  } catch (error) {
    if (killer.signal.aborted) return 143
    throw error
  } finally {
    done.abort()
    await watched
  }
}

/** Hands on so many bytes, then resolves at the end of the input. */
async function watchInput(bytes: number, from: ByteQueue, to: ByteQueue, signal: AbortSignal): Promise<void> {
  let left = bytes
  if (left === 0) to.end()
  for (let chunk = await from.read(signal); chunk; chunk = await from.read(signal)) {
    if (left > 0) to.write(chunk.subarray(0, left))
    left -= Math.min(left, chunk.length)
    if (left === 0) to.end()
  }
}

const sudo: Program = async (argv, process) => {
  const { device, user } = process
  const options = readOptions(argv.slice(1), ['p', 'u', 'g', 'prompt', 'user'], true)
  const target = options.value('u', 'user') ?? 'root'
  if (device.troubles.noSudo && !user.root) {
    if (options.has('n')) process.err.write('sudo: a password is required\n')
    else {
      if (options.has('S')) {
        process.err.write((options.value('p', 'prompt') ?? `[sudo] password for ${user.name}: `).replaceAll('%u', user.name))
        await readLine(process.stdin, process.signal)
      }
      process.err.write(`${user.name} is not in the sudoers file.\n`)
    }
    return 1
  }
  if (user.sudo === 'password' && !user.root) {
    if (options.has('n')) {
      process.err.write('sudo: a password is required\n')
      return 1
    }
    if (!options.has('S')) {
      process.err.write(
        'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n',
      )
      return 1
    }
    let accepted = false
    for (let attempt = 0; attempt < 3 && !accepted; attempt += 1) {
      process.err.write((options.value('p', 'prompt') ?? `[sudo] password for ${user.name}: `).replaceAll('%u', user.name))
      const typed = await readLine(process.stdin, process.signal)
      if (typed === undefined) {
        process.err.write(
          `${attempt > 0 ? `\nsudo: no password was provided\nsudo: ${attempt} incorrect password attempt${attempt > 1 ? 's' : ''}` : 'sudo: no password was provided\nsudo: a password is required'}\n`,
        )
        return 1
      }
      accepted = typed === user.password
      if (!accepted && attempt < 2) process.err.write('Sorry, try again.\n')
    }
    if (!accepted) {
      process.err.write('sudo: 3 incorrect password attempts\n')
      return 1
    }
  }
  if (options.rest.length === 0) return 0
  const becomes = target === 'root' ? device.root : device.user
  const environment = new Map([
    ...process.environment,
    ['HOME', becomes.home],
    ['USER', becomes.name],
    ['LOGNAME', becomes.name],
    ['SUDO_USER', user.name],
  ] as const)
  return withAssignments(options.rest, { ...process, user: becomes, environment: new Map(environment) })
}

/** Runs a command that may begin with NAME=value. */
function withAssignments(words: readonly string[], process: Process): Promise<number> | number {
  const environment = new Map(process.environment)
  const first = words.findIndex(word => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word))
  for (const word of first < 0 ? words : words.slice(0, first))
    environment.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1))
  if (first < 0) {
    process.out.write([...environment].map(([name, value]) => `${name}=${value}\n`).join(''))
    return 0
  }
  return process.programs.run(words.slice(first), { ...process, environment })
}

const timeout: Program = async (argv, process) => {
  const [limit = '0', ...command] = readOptions(argv.slice(1), ['k', 's', 'kill-after', 'signal'], true).rest
  const seconds = Number.parseFloat(limit) * (limit.endsWith('m') ? 60 : 1)
  const over = new AbortController()
  const done = new AbortController()
  const alarm = process.device.time.pass(seconds * 1000, done.signal).then(
    () => over.abort(new Error('timeout')),
    () => undefined,
  )
  try {
    return await process.programs.run(command, { ...process, signal: AbortSignal.any([process.signal, over.signal]) })
  } catch (error) {
    if (!over.signal.aborted) throw error
    return 124
  } finally {
    done.abort()
    await alarm
  }
}

const xargs: Program = async (argv, process) => {
  const command = readOptions(argv.slice(1), ['n', 'I', 'P', 'L'], true).rest
  const words: string[] = []
  for (let line = await readLine(process.stdin, process.signal); line !== undefined; line = await readLine(process.stdin, process.signal))
    words.push(...line.split(/[\s\0]+/).filter(Boolean))
  return words.length === 0 && argv.includes('-r') ? 0 : process.programs.run([...command, ...words], process)
}

const kill: Program = (argv, process) => {
  let code = 0
  for (const word of argv.slice(1).filter(argument => /^-?\d{2,}$/.test(argument))) {
    if (process.device.processes.kill(Math.abs(Number(word)))) continue
    process.err.write(`sh: 1: kill: No such process\n`)
    code = 1
  }
  return code
}

const rest =
  (valued: readonly string[]): Program =>
  (argv, process) =>
    process.programs.run(readOptions(argv.slice(1), valued, true).rest, process)

/** Shells, and programs that run other programs. */
export const shellPrograms: Readonly<Record<string, Program>> = {
  sh: shell,
  bash: shell,
  dash: shell,
  ash: shell,
  sudo,
  timeout,
  xargs,
  kill,
  env: (argv, process) => {
    const options = readOptions(argv.slice(1), ['u'], true)
    const environment = new Map(options.has('i', 'ignore-environment') ? [] : process.environment)
    for (const name of options.values('u')) environment.delete(name)
    return withAssignments(options.rest, { ...process, environment })
  },
  nice: rest(['n']),
  ionice: rest(['c', 'n']),
  nohup: rest([]),
  setsid: rest([]),
  stdbuf: rest(['i', 'o', 'e']),
}
