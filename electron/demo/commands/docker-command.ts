import { compose } from '../compose/compose-command.ts'
import { readPort } from '../compose/read-service.ts'
import { dockerSocket } from '../device-body.ts'
import { type Container, EngineError } from '../engine/engine-things.ts'
import { labelsFit } from '../engine/filters.ts'
import { removeImage } from '../engine/images.ts'
import { readReference } from '../engine/known-images.ts'
import { followLines, lastLines } from '../engine/log-lines.ts'
import { pullQuietly } from '../engine/pulls.ts'
import type { Process, Program } from '../shell/process.ts'
import { filtersOf, inspect, listImages, print, ps, type Verb, valued } from './docker-lists.ts'
import { info, system, version } from './docker-system.ts'
import { fillTemplate } from './go-template.ts'
import { readOptions } from './options.ts'

function splitOnce(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** Does something to each thing named, printing its name; the engine's refusals are told and make the exit code 1. */
async function each(names: readonly string[], process: Process, work: (name: string) => Promise<void> | void): Promise<number> {
  let code = 0
  for (const name of names) {
    try {
      await work(name)
      process.out.write(`${name}\n`)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      process.err.write(`Error response from daemon: ${error.message}\n`)
      code = 1
    }
  }
  return code
}

const logs: Verb = async (args, process) => {
  const options = readOptions(args, valued)
  const { device } = process
  const container = device.engine.container(options.rest[0] ?? '')
  const tail = options.value('n', 'tail') ?? 'all'
  const write = (line: { readonly stream: string; readonly text: string }) =>
    (line.stream === 'out' ? process.out : process.err).write(`${line.text}\n`)
  const past = lastLines(container, device, tail === 'all' ? 10_000 : Number(tail))
  for (const line of past) write(line)
  if (options.has('f', 'follow'))
    for await (const line of followLines(container, device, past.at(-1)?.at ?? device.time.now(), process.signal)) write(line)
  return 0
}

const pull: Verb = async (args, process) => {
  const reference = readOptions(args, valued).rest[0] ?? ''
  await pullQuietly(process.device, reference, process.signal, line => {
    if (line.status && !/^(Downloading|Extracting)/.test(line.status))
      process.out.write(line.id ? `${line.id}: ${line.status}\n` : `${line.status}\n`)
  })
  process.out.write(`${readReference(reference).familiar}\n`)
  return 0
}

/** `docker run -d` and `docker create`, with the options a person types first. */
const create =
  (starts: boolean): Verb =>
  async (args, process) => {
    const options = readOptions(
      args,
      ['name', 'label', 'l', 'p', 'publish', 'v', 'volume', 'e', 'env', 'network', 'restart', 'm', 'memory', 'pull'],
      true,
    )
    const [image = '', ...command] = options.rest
    const { device } = process
    if (!device.engine.image(image)) {
      process.err.write(`Unable to find image '${readReference(image).familiar}' locally\n`)
      await pullQuietly(device, image, process.signal)
    }
    const network = options.value('network') ?? 'bridge'
    const restart = options.value('restart')
    const id = device.engine.newId()
    const container = device.engine.addContainer({
      name: options.value('name') ?? `simulated_${id.slice(0, 8)}`,
      image,
      labels: Object.fromEntries(options.values('label', 'l').map(text => splitOnce(text, '='))),
      environment: options.values('e', 'env'),
      command,
      ports: options.values('p', 'publish').flatMap(readPort),
      mounts: options.values('v', 'volume').map(text => {
        const [source, target] = splitOnce(text, ':')
        return {
          kind: source.startsWith('/') ? 'bind' : 'volume',
          source,
          target: target.split(':')[0] ?? '',
          readOnly: target.endsWith(':ro'),
        }
      }),
      networks: [network],
      networkMode: network,
      restart: restart === 'always' || restart === 'unless-stopped' || restart === 'on-failure' ? restart : 'no',
    })
    if (starts) device.engine.start(container)
    process.out.write(`${container.id}\n`)
    return 0
  }

const onContainers =
  (work: (container: Container, process: Process) => Promise<void> | void): Verb =>
  (args, process) =>
    each(readOptions(args, valued).rest, process, name => work(process.device.engine.container(name), process))

const stop = onContainers(async (container, process) => {
  if (container.state === 'running') await process.device.time.pass(450, process.signal)
  process.device.engine.stop(container, 'stop')
})
const start = onContainers((container, process) => void process.device.engine.start(container))

const removeContainers: Verb = (args, process) => {
  const options = readOptions(args, valued)
  const { engine } = process.device
  return each(options.rest, process, name =>
    engine.removeContainer(engine.container(name), { force: options.has('f', 'force'), volumes: options.has('v', 'volumes') }),
  )
}

const removeImages: Verb = (args, process) => {
  const options = readOptions(args)
  return each(options.rest, process, name => void removeImage(process.device, name, options.has('f', 'force')))
}

/** `ls`, `rm`, `create` and `inspect` of networks and volumes. */
const resources =
  (kind: 'network' | 'volume'): Verb =>
  (args, process) => {
    const [verb = 'ls', ...rest] = args
    const options = readOptions(rest, [...valued, 'label', 'driver'])
    const { engine } = process.device
    if (verb === 'inspect') return inspect(rest, process)
    if (verb === 'rm' || verb === 'remove')
      return each(options.rest, process, name =>
        kind === 'network' ? engine.removeNetwork(name) : engine.removeVolume(name, options.has('f', 'force')),
      )
    const labels = Object.fromEntries(options.values('label').map(text => splitOnce(text, '=')))
    if (verb === 'create')
      return each(
        options.rest,
        process,
        name => void (kind === 'network' ? engine.addNetwork(name, labels) : engine.addVolume(name, labels)),
      )
    const wanted = filtersOf(options.values('f', 'filter'))
    const all =
      kind === 'network'
        ? [...engine.networks.values()].map(one => ({ Name: one.name, ID: one.id, Driver: one.driver, labels: one.labels }))
        : [...engine.volumes.values()].map(one => ({ Name: one.name, ID: one.name, Driver: 'local', labels: one.labels }))
    const found = all.filter(one => labelsFit(one.labels, wanted.label) && (wanted.name ?? []).every(name => one.Name.includes(name)))
    const format = options.value('format')
    if (options.has('q', 'quiet'))
      print(
        found.map(one => one.ID),
        process,
      )
    else if (format)
      print(
        found.map(one => (format === 'json' ? JSON.stringify(one) : fillTemplate(format, one))),
        process,
      )
    else print([`${kind.toUpperCase()} NAME   DRIVER`, ...found.map(one => `${one.Name}   ${one.Driver}`)], process)
    return 0
  }

const group =
  (verbs: Readonly<Record<string, Verb>>): Verb =>
  (args, process) => {
    const verb = verbs[args[0] ?? '']
    if (verb) return verb(args.slice(1), process)
    process.err.write(`docker: '${args[0] ?? ''}' is not a docker command.\n`)
    return 1
  }

const containerVerbs: Readonly<Record<string, Verb>> = {
  ls: ps,
  ps,
  inspect,
  logs,
  run: create(true),
  create: create(false),
  start,
  stop,
  kill: onContainers((container, process) => void process.device.engine.stop(container, 'kill')),
  restart: onContainers(async (container, process) => {
    if (process.device.engine.stop(container, 'stop')) await process.device.time.pass(450, process.signal)
    process.device.engine.start(container)
  }),
  rm: removeContainers,
}
const verbs: Readonly<Record<string, Verb>> = {
  ...containerVerbs,
  pull,
  images: listImages,
  rmi: removeImages,
  info,
  version,
  container: group(containerVerbs),
  image: group({ ls: listImages, list: listImages, rm: removeImages, inspect, pull }),
  network: resources('network'),
  volume: resources('volume'),
  system: group(system),
}

const docker: Program = async (argv, process) => {
  const { device, user } = process
  const globals = readOptions(argv.slice(1), ['H', 'host', 'context', 'config', 'log-level'], true)
  const [verb = '', ...args] = globals.rest
  if (globals.has('version', 'v')) {
    process.out.write(`Docker version ${device.profile.dockerVersion}, build 1a2b3c4\n`)
    return 0
  }
  const withoutEngine = verb === 'compose' && /^(version|config|convert)$/.test(args[0] ?? '')
  if (verb === 'compose' && !device.docker.compose) {
    process.err.write("docker: 'compose' is not a docker command.\nSee 'docker --help'\n")
    return 1
  }
  if (device.docker.running && !withoutEngine && !device.files.may(dockerSocket, user, 'write')) {
    process.err.write(
      `permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.45/info": dial unix /var/run/docker.sock: connect: permission denied\n`,
    )
    return 1
  }
  if (verb === 'compose') return compose(['compose', ...args], process)
  const run = verbs[verb]
  if (!run) {
    process.err.write(`docker: '${verb}' is not a docker command.\nSee 'docker --help'\n`)
    return 1
  }
  if (!device.docker.running) {
    process.err.write('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n')
    return 1
  }
  try {
    return await run(args, process)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    process.err.write(`Error response from daemon: ${error.message}\n`)
    return 1
  }
}

/** Docker's own programs. */
export const dockerPrograms: Readonly<Record<string, Program>> = { docker, 'docker-compose': compose, dockerd: () => 0 }
