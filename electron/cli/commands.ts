import type { Command } from './command.ts'
import { UsageError } from './failure.ts'

type Group = () => Promise<{ readonly commands: readonly Command[] }>

/** Commands by their first word; a group is read when it is used. */
const groups: Readonly<Record<string, Group>> = {
  serve: () => import('./commands/serve.ts'),
  'sign-in': () => import('./commands/sign-in.ts'),
  status: () => import('./commands/status.ts'),
  discover: () => import('./commands/discover.ts'),
  device: () => import('./commands/device.ts'),
  catalog: () => import('./commands/catalog.ts'),
  interpret: () => import('./commands/interpret.ts'),
  model: () => import('./commands/model.ts'),
  declare: () => import('./commands/declare.ts'),
  plan: () => import('./commands/plan.ts'),
  apply: () => import('./commands/plan.ts'),
  drift: () => import('./commands/plan.ts'),
  undo: () => import('./commands/plan.ts'),
  rollback: () => import('./commands/plan.ts'),
  place: () => import('./commands/place.ts'),
  app: () => import('./commands/app.ts'),
  proxmox: () => import('./commands/proxmox.ts'),
  job: () => import('./commands/job.ts'),
  'what-i-did': () => import('./commands/job.ts'),
  audit: () => import('./commands/audit.ts'),
}

/** The command that the first one to three words name, and what follows them. */
export async function findCommand(args: readonly string[]): Promise<{ readonly command: Command; readonly rest: readonly string[] }> {
  const [first = '', second = ''] = args
  const group = groups[first]
  if (group === undefined) throw new UsageError(`There is no command “${first}”. \`mycopod help\` shows them all.`)
  const { commands } = await group()
  for (const words of [3, 2, 1]) {
    const name = args.slice(0, words).join(' ')
    const command = commands.find(candidate => candidate.name === name)
    if (command !== undefined) return { command, rest: args.slice(words) }
  }
  const within = commands.filter(command => command.name.startsWith(`${first} ${second} `))
  const [begun, next] =
    within.length > 0
      ? [`${first} ${second}`, within.map(command => command.name.split(' ')[2])]
      : [first, commands.map(command => command.name.split(' ')[1])]
  throw new UsageError(`mycopod ${begun} needs one of: ${[...new Set(next)].join(', ')}.`)
}

/** How one command is used. */
export function helpFor(command: Command): string {
  const usage = ['Usage: mycopod', command.name, ...command.takes, command.optionHelp ?? '', '[--data DIR] [--json] [--yes] [--verbose]']
  return `${usage.filter(part => part !== '').join(' ')}\n${command.summary}`
}

/** All commands with what they do. */
export async function overallHelp(): Promise<string> {
  const loaded = await Promise.all(Object.values(groups).map(group => group()))
  const commands = [...new Set(loaded.flatMap(group => group.commands))]
  const width = Math.max(...commands.map(command => [command.name, ...command.takes].join(' ').length)) + 2
  return [
    'MycoPod: your homelab as one machine.',
    '',
    ...commands.map(command => `  ${[command.name, ...command.takes].join(' ').padEnd(width)}${command.summary}`),
    '',
    'Everywhere: --data DIR, --json, --yes, --verbose. `mycopod COMMAND --help` says more.',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 needs approval or an answer, 4 cannot reach or log in, 130 cancelled.',
  ].join('\n')
}
