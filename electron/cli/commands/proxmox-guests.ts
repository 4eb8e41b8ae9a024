import { createInterface } from 'node:readline/promises'
import { AppError } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { GuestDetail } from '../../../shared/model/guest.ts'
import { type Client, type Command, given, type Invocation, positional, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { followJob } from '../follow-job.ts'
import { choice, defined, numberOption, secretFromInput } from '../options.ts'
import { moment, percent, table } from '../table.ts'
import { clusterField, clusterOption, ofTotal } from './proxmox-words.ts'

/** What names a guest in every call. */
export type GuestRef = { readonly guest: string; readonly cluster?: string }

export const guestName = ['GUEST'] as const

/** The guest a command is about. */
export function guestRef(invocation: Invocation): GuestRef {
  return { guest: positional(invocation, 0), ...clusterField(invocation) }
}

/** Follows a job of a guest to its end. */
export async function follow(
  invocation: Invocation,
  client: Client,
  started: Promise<{ job: string }>,
): Promise<Awaited<ReturnType<typeof followJob>>> {
  const { job } = await started
  return followJob(invocation, client, job, () => defined({ guest: invocation.positionals[0] }))
}

function power(action: 'start' | 'stop' | 'shutdown' | 'reboot', summary: string): Command {
  const patient = action === 'shutdown' || action === 'reboot'
  return {
    name: `proxmox guest ${action}`,
    takes: guestName,
    options: {
      ...clusterOption,
      ...(patient && { seconds: { type: 'string' } }),
      ...(action === 'shutdown' && { force: { type: 'boolean' } }),
    },
    optionHelp: ['[--cluster C]', ...(patient ? ['[--seconds N]'] : []), ...(action === 'shutdown' ? ['[--force]'] : [])].join(' '),
    summary,
    async run(invocation) {
      const client = await invocation.client()
      const how = { ...defined({ seconds: numberOption(invocation, 'seconds', 1) }), force: given(invocation, 'force') }
      return follow(invocation, client, client.proxmox.power({ ...guestRef(invocation), action, ...how }))
    },
  }
}

/** Commands about one guest. */
export const guestCommands: readonly Command[] = [
  {
    name: 'proxmox guest show',
    takes: guestName,
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'One guest with its settings, addresses and snapshots',
    async run(invocation) {
      const detail = await (await invocation.client()).proxmox.guest(guestRef(invocation))
      invocation.answer(detail, () => describe(detail))
      return 0
    },
  },
  {
    name: 'proxmox guest load',
    takes: guestName,
    options: { ...clusterOption, range: { type: 'string' } },
    optionHelp: '[--cluster C] [--range hour|day|week]',
    summary: 'History of a guest',
    async run(invocation) {
      const range = choice(invocation, 'range', ['hour', 'day', 'week']) ?? 'hour'
      const points = await (await invocation.client()).proxmox.guestLoad({ ...guestRef(invocation), range })
      invocation.answer(points, () =>
        table(
          ['WHEN', 'CPU', 'MEMORY', 'RECEIVED', 'SENT'],
          points.map(point => [
            moment(point.at),
            percent(point.cpuFraction),
            ofTotal(point.memoryUsedBytes, point.memoryTotalBytes),
            rate(point.receivedBytesPerSecond),
            rate(point.sentBytesPerSecond),
          ]),
        ),
      )
      return 0
    },
  },
  {
    name: 'proxmox guest tasks',
    takes: guestName,
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Newest tasks of a guest',
    async run(invocation) {
      const tasks = await (await invocation.client()).proxmox.guestTasks(guestRef(invocation))
      invocation.answer(tasks, () =>
        table(
          ['WHEN', 'STATE', 'WHO', 'WHAT', 'TASK'],
          tasks.map(task => [moment(task.startedAt), task.state, task.user, task.title, task.id]),
        ),
      )
      return 0
    },
  },
  {
    name: 'proxmox guest places',
    takes: guestName,
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'On which storage and networks a guest is',
    async run(invocation) {
      const client = await invocation.client()
      const { guest } = await client.proxmox.guest(guestRef(invocation))
      const [place] = await client.proxmox.guestPlaces({ cluster: guest.cluster, guests: [guest.vmid] })
      invocation.answer(
        place ?? {},
        () => `${guest.name} is on ${place?.storage ?? 'no storage'} and ${place?.bridges.join(', ') || 'no network'}.`,
      )
      return 0
    },
  },
  power('start', 'Start a guest'),
  power('stop', 'Switch a guest off at once'),
  power('shutdown', 'Ask a guest to end, within so many seconds; with --force it is switched off then'),
  power('reboot', 'Restart a guest'),
  {
    name: 'proxmox guest console',
    takes: guestName,
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Where Proxmox shows the screen of a guest, for a browser that is logged in there',
    async run(invocation) {
      const { consoleUrl } = await (await invocation.client()).proxmox.guest(guestRef(invocation))
      invocation.answer({ url: consoleUrl }, consoleUrl)
      return 0
    },
  },
  {
    name: 'proxmox guest template',
    takes: guestName,
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'Make a template of a guest; it never runs again',
    async run(invocation) {
      const client = await invocation.client()
      return follow(invocation, client, client.proxmox.makeTemplate({ ...guestRef(invocation), approved: invocation.yes }))
    },
  },
  {
    name: 'proxmox guest remove',
    takes: guestName,
    options: { ...clusterOption, 'name-typed': { type: 'string' } },
    optionHelp: '[--cluster C] [--name-typed GUEST]',
    summary: 'Destroy a guest with its disks; its name has to be typed',
    async run(invocation) {
      const client = await invocation.client()
      const { guest } = await client.proxmox.guest(guestRef(invocation))
      const typedName = text(invocation, 'name-typed') ?? (await askName(invocation, guest.name))
      return follow(
        invocation,
        client,
        client.proxmox.removeGuest({ guest: String(guest.vmid), cluster: guest.cluster, typedName, approved: invocation.yes }),
      )
    },
  },
  {
    name: 'proxmox guest make-device',
    takes: guestName,
    options: {
      ...clusterOption,
      name: { type: 'string' },
      user: { type: 'string' },
      'password-stdin': { type: 'boolean' },
      address: { type: 'string' },
      port: { type: 'string' },
      'no-docker': { type: 'boolean' },
    },
    optionHelp: '[--cluster C] [--name N] [--user U --password-stdin] [--address A] [--port N] [--no-docker]',
    summary: 'Make a guest a managed device, with Docker; by its own key where MycoPod made it, else by user and password',
    async run(invocation) {
      const client = await invocation.client()
      const password = given(invocation, 'password-stdin') ? await secretFromInput(invocation, 'password-stdin') : undefined
      const port = numberOption(invocation, 'port', 1)
      const more = defined({
        name: text(invocation, 'name'),
        user: text(invocation, 'user'),
        address: text(invocation, 'address'),
        port,
        password,
      })
      const { job } = await client.proxmox.makeDevice({ ...guestRef(invocation), ...more, installDocker: !given(invocation, 'no-docker') })
      return followJob(invocation, client, job, view => defined({ guest: positional(invocation, 0), device: view.result?.device }))
    },
  },
]

/** Asks for the name on a terminal; a script has to give it. */
async function askName(invocation: Invocation, name: string): Promise<string> {
  const consequence = `${name} is gone with its disks, and nothing brings it back but a backup.`
  if (invocation.json || !process.stdin.isTTY || !process.stdout.isTTY)
    throw new AppError('NeedsApproval', { what: `Destroying ${name}`, consequence: `${consequence} Type its name: --name-typed ${name}.` })
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const typed = await terminal.question(`${consequence} To destroy it, type its name: `, { signal: invocation.signal })
    if (typed.trim() !== name) throw new UsageError('That is not its name. Nothing was done.')
    return typed.trim()
  } finally {
    terminal.close()
  }
}

function describe({ guest, config, pending, snapshots, addresses }: GuestDetail): string {
  const kind = guest.template ? 'template' : guest.type === 'vm' ? 'virtual machine' : 'container'
  return [
    `${guest.name} (${guest.vmid}), ${kind} on ${guest.node} of ${guest.cluster}: ${guest.state}`,
    `  ${config.cores} cores, ${bytesInWords(config.memoryMiB * 1024 ** 2)} of memory${guest.device === undefined ? '' : `, the device ${guest.device}`}`,
    `  addresses: ${addresses.join(', ') || 'not told'}`,
    ...config.disks.map(
      disk => `  ${disk.slot}: ${disk.volume ?? disk.kind}${disk.sizeBytes === undefined ? '' : `, ${bytesInWords(disk.sizeBytes)}`}`,
    ),
    ...config.networks.map(
      network =>
        `  ${network.slot}: ${network.bridge ?? 'no network'}${network.vlan === undefined ? '' : `, VLAN ${network.vlan}`}${network.address === undefined ? '' : `, ${network.address}`}`,
    ),
    ...snapshots.map(snapshot => `  snapshot ${snapshot.name}${snapshot.current ? ' (it stands on this one)' : ''}`),
    ...pending.map(change => `  waits for a restart: ${change.field} ${change.now ?? 'nothing'} → ${change.next ?? 'nothing'}`),
  ].join('\n')
}

function rate(bytesPerSecond: number | undefined): string | undefined {
  return bytesPerSecond === undefined ? undefined : `${bytesInWords(bytesPerSecond)}/s`
}
