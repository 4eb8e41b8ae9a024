import { stringify } from 'yaml'
import type { Options } from '../commands/options.ts'
import { containerRow } from '../engine/container-answers.ts'
import { followLines, lastLines } from '../engine/log-lines.ts'
import type { Process } from '../shell/process.ts'
import { projectContainers } from './compose-up.ts'
import type { Project } from './read-project.ts'

/** One call of Compose: what was asked, and how to get the project. */
export interface Asked {
  readonly process: Process
  readonly options: Options
  readonly projectName: string
  /** Reads the project; throws when there is no file. */
  readonly project: () => Project
  readonly projectIfAny: () => Project | undefined
}

/** The containers a call is about: of the services named, else all. */
export const present = ({ process, options, projectName }: Asked, all = true) =>
  projectContainers(process.device.engine, projectName).filter(
    one =>
      (all || one.state === 'running') &&
      (options.rest.length === 0 || options.rest.includes(one.labels['com.docker.compose.service'] ?? '')),
  )

/** `config` */
export function config({ options, process, project }: Asked): void {
  const read = project()
  if (options.has('q', 'quiet')) return
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['images', read.services.map(service => service.plan.image)],
    ['services', read.services.map(service => service.name)],
    ['volumes', read.volumes.map(volume => volume.key)],
    ['hash', read.services.map(service => `${service.name} ${service.hash}`)],
  ]
  const list = lists.find(([name]) => options.has(name))
  if (list) process.out.write(list[1].map(line => `${line}\n`).join(''))
  else process.out.write(options.value('format') === 'json' ? `${JSON.stringify(read.filled, null, 2)}\n` : stringify(read.filled))
}

/** `ps` */
export function list(asked: Asked): void {
  const { process, options } = asked
  const containers = present(asked, options.has('a', 'all'))
  if (options.has('q', 'quiet')) process.out.write(containers.map(one => `${one.id}\n`).join(''))
  else if (options.has('services'))
    process.out.write([...new Set(containers.map(one => `${one.labels['com.docker.compose.service']}\n`))].join(''))
  else if (options.value('format') === 'json')
    for (const one of containers) {
      const { Names, ...row } = containerRow(one, process.device, true)
      process.out.write(
        `${JSON.stringify({ ...row, Name: Names, Project: asked.projectName, Service: one.labels['com.docker.compose.service'], Health: one.health === 'none' ? '' : one.health, ExitCode: one.exitCode })}\n`,
      )
    }
  else {
    process.out.write('NAME   IMAGE   COMMAND   SERVICE   CREATED   STATUS   PORTS\n')
    for (const one of containers) {
      const row = containerRow(one, process.device, false)
      process.out.write(
        `${[row.Names, row.Image, row.Command, one.labels['com.docker.compose.service'], row.CreatedAt, row.Status, row.Ports].join('   ')}\n`,
      )
    }
  }
}

/** `ls` */
export function listProjects({ process, options }: Asked): void {
  const { engine } = process.device
  const containers = engine
    .all()
    .filter(one => one.labels['com.docker.compose.project'] !== undefined && (options.has('a', 'all') || one.state === 'running'))
  const rows = [...new Set(containers.map(one => one.labels['com.docker.compose.project'] ?? ''))].map(name => {
    const own = containers.filter(one => one.labels['com.docker.compose.project'] === name)
    const states = [...new Set(own.map(one => one.state))].map(state => `${state}(${own.filter(one => one.state === state).length})`)
    return { Name: name, Status: states.join(', '), ConfigFiles: own[0]?.labels['com.docker.compose.project.config_files'] ?? '' }
  })
  if (options.value('format') === 'json') process.out.write(`${JSON.stringify(rows)}\n`)
  else
    process.out.write(
      ['NAME   STATUS   CONFIG FILES', ...rows.map(row => Object.values(row).join('   '))].map(line => `${line}\n`).join(''),
    )
}

/** `logs` */
export async function logs(asked: Asked): Promise<void> {
  const { process, options } = asked
  const tail = options.value('tail', 'n') ?? 'all'
  const containers = present(asked)
  await Promise.all(
    containers.map(async one => {
      const write = (line: { readonly text: string }) =>
        process.out.write(`${one.name.replace(`${asked.projectName}-`, '')}  | ${line.text}\n`)
      const past = lastLines(one, process.device, tail === 'all' ? 10_000 : Number(tail))
      for (const line of past) write(line)
      if (options.has('f', 'follow'))
        for await (const line of followLines(one, process.device, past.at(-1)?.at ?? process.device.time.now(), process.signal)) write(line)
    }),
  )
}
