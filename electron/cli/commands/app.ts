import { AppError, problemOf } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import { placementProfileSchema } from '../../../shared/model/placement.ts'
import { type Client, type Command, given, type Invocation, positional, text } from '../command.ts'
import { problemText, UsageError } from '../failure.ts'
import { followJob } from '../follow-job.ts'
import { table } from '../table.ts'

const name = ['NAME'] as const

/** A command that starts a job on an app and follows it. */
function jobCommand(word: 'start' | 'stop' | 'restart', summary: string): Command {
  return {
    name: `app ${word}`,
    takes: name,
    options: {},
    summary,
    async run(invocation) {
      const client = await invocation.client()
      const app = positional(invocation, 0)
      const { job } = await client.apps[word]({ app })
      return followJob(invocation, client, job, () => stateOf(client, app))
    },
  }
}

/** Commands about apps. */
export const commands: readonly Command[] = [
  {
    name: 'app deploy',
    takes: ['SLUG'],
    options: { device: { type: 'string' }, name: { type: 'string' }, set: { type: 'string', multiple: true }, profile: { type: 'string' } },
    optionHelp: '[--device NAME] [--name N] [--set KEY=VALUE …] [--set port=N | --set port.ID=N] [--profile P]',
    summary: 'Deploy an app onto the best box, or the named one; undone wholly if it fails',
    async run(invocation) {
      const profile = placementProfileSchema.safeParse(text(invocation, 'profile') ?? 'balanced')
      if (!profile.success) throw new UsageError(`--profile takes one of ${placementProfileSchema.options.join(', ')}`)
      const [device, wanted] = [text(invocation, 'device'), text(invocation, 'name')]
      const recipe = positional(invocation, 0)
      const set = readSet(invocation)
      const client = await invocation.client()
      const webPort = set.webPort === undefined ? {} : await mainPort(client, recipe, set.webPort)
      const request = {
        recipe,
        profile: profile.data,
        settings: set.settings,
        ports: { ...webPort, ...set.ports },
        ...(device !== undefined && { device }),
        ...(wanted !== undefined && { name: wanted }),
      }
      const started = await client.apps.deploy(request)
      if (!invocation.json) invocation.line(undefined, `Deploying ${started.app} to ${started.device}`)
      return followJob(invocation, client, started.job, async job =>
        job.status === 'succeeded' ? runningState(invocation, client, started.app) : { app: started.app, device: started.device },
      )
    },
  },
  {
    name: 'app list',
    takes: [],
    options: {},
    summary: 'All apps',
    async run(invocation) {
      const apps = await (await invocation.client()).apps.list()
      invocation.answer(apps, () =>
        apps.length === 0
          ? 'No app is deployed yet. See what there is: mycopod catalog list'
          : table(
              ['NAME', 'STATE', 'DEVICE', 'VERSION', 'MEMORY', 'ADDRESS'],
              apps.map(app => [
                app.name,
                app.state,
                app.device,
                app.version,
                app.memoryBytes === undefined ? undefined : bytesInWords(app.memoryBytes),
                app.url,
              ]),
            ),
      )
      return 0
    },
  },
  {
    name: 'app show',
    takes: name,
    options: {},
    summary: 'One app',
    async run(invocation) {
      const app = await (await invocation.client()).apps.get({ app: positional(invocation, 0) })
      invocation.answer(app, () =>
        [
          `${app.title} ${app.version} on ${app.device}: ${app.state}${app.url === undefined ? '' : ` at ${app.url}`}`,
          ...app.containers.map(container => `  ${container.name}  ${container.state}  ${container.health}  ${container.image}`),
          ...(app.problem ? [problemText(problemOf(app.problem))] : []),
        ].join('\n'),
      )
      return 0
    },
  },
  {
    name: 'app logs',
    takes: name,
    options: { follow: { type: 'boolean' }, tail: { type: 'string' }, service: { type: 'string' } },
    optionHelp: '[--follow] [--tail N] [--service S]',
    summary: 'Log lines of all containers of an app',
    async run(invocation) {
      const tail = Number(text(invocation, 'tail') ?? 500)
      if (!Number.isInteger(tail) || tail < 0 || tail > 10_000) throw new UsageError('--tail takes a number from 0 to 10000')
      const service = text(invocation, 'service')
      const client = await invocation.client()
      const logs = await client.apps.logs(
        { app: positional(invocation, 0), tail, follow: given(invocation, 'follow'), ...(service !== undefined && { service }) },
        { signal: invocation.signal },
      )
      try {
        for await (const { lines, dropped } of logs) {
          for (const line of lines) invocation.line(line, `${line.container}  ${line.text}`)
          if (dropped > 0) invocation.line({ dropped }, `… ${dropped} lines were dropped …`)
        }
      } catch (error) {
        if (!invocation.signal.aborted) throw error
      }
      return invocation.signal.aborted ? 130 : 0
    },
  },
  jobCommand('start', 'Start an app'),
  jobCommand('stop', 'Stop an app; its data stays'),
  jobCommand('restart', 'Restart an app'),
  {
    name: 'app set',
    takes: name,
    options: { set: { type: 'string', multiple: true } },
    optionHelp: '--set KEY=VALUE …',
    summary: 'Change settings of an app; only what differs is made anew',
    async run(invocation) {
      const app = positional(invocation, 0)
      const set = readSet(invocation)
      if (Object.keys(set.settings).length + Object.keys(set.ports).length === 0 && set.webPort === undefined)
        throw new UsageError('Nothing to change: give --set KEY=VALUE')
      const client = await invocation.client()
      const { recipe } = await client.apps.get({ app })
      const webPort = set.webPort === undefined ? {} : await mainPort(client, recipe, set.webPort)
      const { job } = await client.apps.change({ app, settings: set.settings, ports: { ...webPort, ...set.ports } })
      return followJob(invocation, client, job, () => stateOf(client, app))
    },
  },
  {
    name: 'app remove',
    takes: name,
    options: { 'keep-data': { type: 'boolean' } },
    optionHelp: '[--keep-data]',
    summary: 'Remove an app with its data, or without',
    async run(invocation) {
      const app = positional(invocation, 0)
      const keepData = given(invocation, 'keep-data')
      const client = await invocation.client()
      if (!invocation.yes && !keepData) {
        const { lost, stays } = await client.apps.removalPreview({ app })
        throw new AppError('NeedsApproval', {
          what: `Removing ${app}`,
          consequence: `Lost: ${lost.join(', ') || 'nothing'}. Stays: ${stays.join(', ') || 'nothing'}.`,
        })
      }
      const { job } = await client.apps.remove({ app, keepData, approved: true })
      return followJob(invocation, client, job, () => ({ app }))
    },
  },
]

function readSet(invocation: Invocation): {
  readonly settings: Record<string, string>
  readonly ports: Record<string, number>
  readonly webPort: number | undefined
} {
  const given = invocation.values.set
  const settings: Record<string, string> = {}
  const ports: Record<string, number> = {}
  let webPort: number | undefined
  for (const pair of Array.isArray(given) ? given : []) {
    const [key, value] = splitPair(String(pair))
    if (key === 'port') webPort = portOf(value)
    else if (key.startsWith('port.')) ports[key.slice(5)] = portOf(value)
    else settings[key] = value
  }
  return { settings, ports, webPort }
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  if (at < 1) throw new UsageError(`--set takes KEY=VALUE, not “${pair}”`)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

function portOf(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`A port is a number from 1 to 65535, not “${value}”`)
  return port
}

async function mainPort(client: Client, slug: string, port: number): Promise<Record<string, number>> {
  const { manifest } = await client.catalog.get({ slug })
  const id = manifest.web?.port ?? manifest.ports[0]?.id
  if (id === undefined) throw new UsageError(`${manifest.name} opens no port`)
  return { [id]: port }
}

async function stateOf(client: Client, name: string): Promise<object> {
  const app = await client.apps.get({ app: name })
  return { app: app.name, device: app.device, ...(app.url !== undefined && { url: app.url }) }
}

async function runningState(invocation: Invocation, client: Client, name: string): Promise<object> {
  const app = await client.apps.get({ app: name })
  const { manifest } = await client.catalog.get({ slug: app.recipe })
  if (!invocation.json) {
    invocation.line(undefined, `${app.title} is running on ${app.device}${app.url === undefined ? '.' : `: ${app.url}`}`)
    for (const step of manifest.firstSteps)
      if (app.url !== undefined || !step.includes('{url}')) invocation.line(undefined, `  · ${step.replaceAll('{url}', app.url ?? '')}`)
  }
  return { state: 'running', app: app.name, device: app.device, ...(app.url !== undefined && { url: app.url }) }
}
