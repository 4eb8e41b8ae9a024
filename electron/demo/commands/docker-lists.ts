import { imageAnswer, networkEntry, volumeEntry } from '../engine/answers.ts'
import { containerAnswer, containerFits, containerRow } from '../engine/container-answers.ts'
import type { Process } from '../shell/process.ts'
import { fillTemplate } from './go-template.ts'
import { readOptions } from './options.ts'

/** Options of docker's commands that take a value. */
export const valued = ['format', 'f', 'filter', 'n', 'last', 'tail', 'since', 't', 'time', 'timeout', 's', 'signal', 'type', 'platform']

/** A command of docker: what stands after its name, and where it runs. */
export type Verb = (args: readonly string[], process: Process) => Promise<number> | number

/** Prints lines. */
export const print = (lines: readonly string[], process: Process): void => process.out.write(lines.map(line => `${line}\n`).join(''))

/** What `--filter name=value` asks for, by name. */
export const filtersOf = (values: readonly string[]) => {
  const filters: Record<string, string[]> = {}
  for (const value of values) {
    const [name = '', wanted = ''] = value.split(/=(.*)/s)
    filters[name] = [...(filters[name] ?? []), wanted]
  }
  return filters
}

/** `docker ps`. */
export const ps: Verb = (args, process) => {
  const options = readOptions(args, valued)
  const { device } = process
  const found = device.engine.all().filter(one => containerFits(one, filtersOf(options.values('f', 'filter')), options.has('a', 'all')))
  const rows = found.map(one => containerRow(one, device, options.has('no-trunc')))
  const format = options.value('format')
  if (options.has('q', 'quiet'))
    print(
      rows.map(row => row.ID),
      process,
    )
  else if (format === 'json' || format === '{{json .}}')
    print(
      rows.map(row => JSON.stringify(row)),
      process,
    )
  else if (format)
    print(
      rows.map(row => fillTemplate(format.replace(/^table /, ''), row)),
      process,
    )
  else
    print(
      [
        'CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES',
        ...rows.map(row => [row.ID, row.Image, row.Command, row.CreatedAt, row.Status, row.Ports, row.Names].join('   ')),
      ],
      process,
    )
  return 0
}

/** Prints one answer in the format asked for. */
export const formatted = (value: unknown, format: string | undefined, process: Process) =>
  print([format ? (format === 'json' ? JSON.stringify(value) : fillTemplate(format, value)) : JSON.stringify(value, null, 4)], process)

/** `docker inspect` of anything. */
export const inspect: Verb = (args, process) => {
  const options = readOptions(args, valued)
  const { device } = process
  const { engine } = device
  const answers: unknown[] = []
  let code = 0
  for (const name of options.rest) {
    const container = engine.all().find(one => one.name === name.replace(/^\//, '') || (name.length >= 4 && one.id.startsWith(name)))
    const image = engine.image(name)
    const [network, volume] = [engine.networks.get(name), engine.volumes.get(name)]
    if (container) answers.push(containerAnswer(container, device))
    else if (image) answers.push(imageAnswer(image))
    else if (network) answers.push(networkEntry(network))
    else if (volume) answers.push(volumeEntry(volume, device))
    else {
      process.err.write(`Error: No such object: ${name}\n`)
      code = 1
    }
  }
  const format = options.value('f', 'format')
  if (format) for (const answer of answers) formatted(answer, format, process)
  else print([JSON.stringify(answers, null, 4)], process)
  return code
}

/** `docker images`. */
export const listImages: Verb = (args, process) => {
  const options = readOptions(args, valued)
  const rows = [...process.device.engine.images.values()].flatMap(image =>
    image.references.map(reference => {
      const cut = reference.lastIndexOf(':')
      return {
        Repository: reference.slice(0, cut),
        Tag: reference.slice(cut + 1),
        ID: image.id.slice(7, 19),
        Size: `${Math.round(image.sizeBytes / 1e6)}MB`,
      }
    }),
  )
  const format = options.value('format')
  if (options.has('q', 'quiet'))
    print(
      rows.map(row => row.ID),
      process,
    )
  else if (format)
    print(
      rows.map(row => (format === 'json' ? JSON.stringify(row) : fillTemplate(format, row))),
      process,
    )
  else print(['REPOSITORY   TAG   IMAGE ID   SIZE', ...rows.map(row => Object.values(row).join('   '))], process)
  return 0
}
