#!/usr/bin/env node
import { resolve } from 'node:path'
import { text as readStream } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import packageFile from '../../package.json' with { type: 'json' }
import { problemOf } from '../../shared/errors/app-error.ts'
import { defaultDataFolder } from '../adapters/data-folder/default-data-folder.ts'
import type { Command, ExitCode, Invocation } from './command.ts'
import { findCommand, helpFor, overallHelp } from './commands.ts'
import { exitCodeOf, problemJson, problemText, UsageError, wireErrorFrom } from './failure.ts'

const everywhere = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

interface Output {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/** Runs one command line and says how it ended. */
async function run(args: readonly string[], output: Output, signal: AbortSignal): Promise<ExitCode> {
  const json = args.includes('--json')
  try {
    if (args.length === 0 || args[0] === 'help' || args[0] === '--help' || args[0] === '-h') {
      output.out(await overallHelp())
      return args.length === 0 ? 2 : 0
    }
    if (args[0] === '--version') {
      output.out(packageFile.version)
      return 0
    }
    const { command, rest } = await findCommand(args)
    if (rest.includes('--help') || rest.includes('-h')) {
      output.out(helpFor(command))
      return 0
    }
    return await invoke(command, rest, output, signal)
  } catch (error) {
    if (error instanceof UsageError) {
      if (json) output.out(JSON.stringify({ error: { code: 'Usage', title: error.message, because: null, fixes: [] } }))
      else output.err(error.message)
      return 2
    }
    const wire = wireErrorFrom(error)
    if (wire === undefined) throw error
    if (json) output.out(JSON.stringify(problemJson(wire)))
    else output.err(problemText(problemOf(wire)))
    return exitCodeOf(wire)
  }
}

async function invoke(command: Command, args: readonly string[], output: Output, signal: AbortSignal): Promise<ExitCode> {
  const { values, positionals } = parse(command, args)
  const json = values.json === true
  const verbose = values.verbose === true
  const dataDir = resolve(typeof values.data === 'string' ? values.data : defaultDataFolder())
  const closers: (() => Promise<void>)[] = []
  let client: ReturnType<Invocation['client']> | undefined
  const invocation: Invocation = {
    values,
    positionals,
    json,
    verbose,
    dataDir,
    signal,
    yes: values.yes === true,
    client() {
      client ??= import('./open-client.ts').then(async ({ openClient }) => {
        const open = await openClient({ dataDir, verbose })
        closers.push(open.close)
        return open.client
      })
      return client
    },
    answer: (value, text) => output.out(json ? JSON.stringify(value) : typeof text === 'string' ? text : text()),
    line: (value, text) => {
      if (json) output.out(JSON.stringify(value))
      else if (text !== undefined) output.out(text)
    },
    readInput: async () => (await readStream(process.stdin)).replace(/\r?\n$/, ''),
  }
  try {
    return await command.run(invocation)
  } finally {
    for (const close of closers) await close()
  }
}

function parse(
  command: Command,
  args: readonly string[],
): { readonly values: Invocation['values']; readonly positionals: readonly string[] } {
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...args], options: { ...everywhere, ...command.options }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message.split('. ')[0] : 'That is not how it is used'}.\n${helpFor(command)}`)
  }
  const least = command.takes.filter(name => !name.startsWith('[')).length
  if (parsed.positionals.length < least)
    throw new UsageError(`${command.takes[parsed.positionals.length]} is missing.\n${helpFor(command)}`)
  if (parsed.positionals.length > command.takes.length)
    throw new UsageError(`“${parsed.positionals[command.takes.length]}” is not expected here.\n${helpFor(command)}`)
  return { values: parsed.values, positionals: parsed.positionals }
}

const cancelled = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => cancelled.abort())
// A reader that went away (`mycopod … | head`) is no failure.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await run(
  process.argv.slice(2),
  { out: line => process.stdout.write(`${line}\n`), err: line => process.stderr.write(`${line}\n`) },
  cancelled.signal,
)
