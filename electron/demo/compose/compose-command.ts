import { posix } from 'node:path'
import { type Options, readOptions } from '../commands/options.ts'
import { EngineError } from '../engine/engine-things.ts'
import { removeImage } from '../engine/images.ts'
import { readReference } from '../engine/known-images.ts'
import { FileError } from '../file-system.ts'
import type { Process, Program } from '../shell/process.ts'
import { type Asked, config, list, listProjects, logs, present } from './compose-lists.ts'
import { composeUp, projectContainers, pullImages, removeContainers, stopContainers, tell, type UpOptions } from './compose-up.ts'
import { ComposeError, readEnvironmentFile } from './interpolate.ts'
import { type Project, projectNameOf, readProject } from './read-project.ts'
import type { Service } from './read-service.ts'

const standardFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']
const globalValued = ['f', 'file', 'p', 'project-name', 'env-file', 'project-directory', 'profile', 'progress', 'ansi', 'parallel']
const valued = [
  't',
  'timeout',
  'wait-timeout',
  'pull',
  'format',
  'tail',
  'n',
  'since',
  'until',
  'rmi',
  'scale',
  'filter',
  'status',
  'hash',
  's',
  'signal',
  'o',
  'output',
  'exit-code-from',
]

/** `docker compose …` on the simulated engine. */
export const compose: Program = async (argv, process) => {
  const globals = readOptions(argv.slice(1), globalValued, true)
  const [verb = '', ...rest] = globals.rest
  const options = readOptions(rest, valued)
  const { profile, docker, engine } = process.device
  if (verb === 'version' || globals.has('version', 'v')) {
    const version = profile.composeVersion
    process.out.write(
      options.has('short')
        ? `${version}\n`
        : options.value('format', 'f') === 'json'
          ? `{"version":"v${version}"}\n`
          : `Docker Compose version v${version}\n`,
    )
    return 0
  }
  const run = verbs[verb]
  if (!run) {
    process.err.write(`unknown docker command: "compose ${verb}"\n`)
    return 1
  }
  try {
    if (verb !== 'config' && verb !== 'convert') {
      if (!docker.running)
        throw new ComposeError('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?')
      engine.settle()
    }
    await run(ask(globals, options, process))
    return 0
  } catch (error) {
    if (error instanceof EngineError) process.err.write(`Error response from daemon: ${error.message}\n`)
    else if (error instanceof ComposeError) process.err.write(`${error.message}\n`)
    else throw error
    return 1
  }
}

function ask(globals: Options, options: Options, process: Process): Asked {
  const { files } = process.device
  const named = globals.value('f', 'file')
  const folder = posix.resolve(
    process.directory,
    globals.value('project-directory') ??
      (named && named !== '-' ? posix.dirname(posix.resolve(process.directory, named)) : process.directory),
  )
  const file = named
    ? posix.resolve(process.directory, named)
    : standardFiles.map(name => posix.join(folder, name)).find(path => files.stat(path))
  const read = (path: string): string => {
    try {
      return files.read(path, process.user).toString()
    } catch (error) {
      if (error instanceof FileError) throw new ComposeError(`open ${path}: ${error.message.toLowerCase()}`)
      throw error
    }
  }
  const givenName = globals.value('p', 'project-name') ?? process.environment.get('COMPOSE_PROJECT_NAME')
  const project = (): Project => {
    if (!file) throw new ComposeError('no configuration file provided: not found')
    const text = read(file)
    const environmentFiles = globals.values('env-file').map(path => posix.resolve(process.directory, path))
    const usual = posix.join(folder, '.env')
    if (environmentFiles.length === 0 && files.stat(usual)) environmentFiles.push(usual)
    const outer = (name: string) => process.environment.get(name)
    const values = new Map(environmentFiles.flatMap(path => [...readEnvironmentFile(read(path), outer)]))
    const made = readProject({
      text,
      file,
      directory: folder,
      home: process.user.home,
      environment: name => outer(name) ?? values.get(name),
      profiles: globals.values('profile'),
      readFile: read,
      ...(givenName === undefined ? {} : { projectName: givenName }),
    })
    for (const warning of made.warnings)
      process.err.write(`time="${new Date(process.device.clock()).toISOString()}" level=warning msg="${warning}"\n`)
    return made
  }
  const projectIfAny = () => (givenName !== undefined && (!file || !files.stat(file)) ? undefined : project())
  return { process, options, project, projectIfAny, projectName: givenName ?? (file ? project().name : projectNameOf(folder)) }
}

function servicesOf(project: Project, names: readonly string[], withDependencies: boolean): readonly Service[] {
  if (names.length === 0) return project.services
  const wanted = new Set<string>()
  const add = (name: string): void => {
    const service = project.services.find(one => one.name === name)
    if (!service) throw new ComposeError(`no such service: ${name}`)
    if (wanted.has(name)) return
    wanted.add(name)
    if (withDependencies)
      for (const dependency of service.dependencies)
        if (project.services.some(one => one.name === dependency.service)) add(dependency.service)
  }
  for (const name of names) add(name)
  return project.services.filter(service => wanted.has(service.name))
}

async function up(asked: Asked, start = true): Promise<void> {
  const { options, process } = asked
  const project = asked.project()
  const limit = options.value('wait-timeout')
  const pull = options.value('pull')
  const how: UpOptions = {
    start: start && !options.has('no-start'),
    wait: options.has('wait'),
    recreate: options.has('force-recreate') ? 'always' : options.has('no-recreate') ? 'never' : 'differing',
    removeOrphans: options.has('remove-orphans'),
    pull: pull === 'always' || pull === 'never' ? pull : 'missing',
    dependencies: !options.has('no-deps'),
    ...(limit ? { waitMs: Number(limit) * 1000 } : {}),
  }
  await composeUp(project, servicesOf(project, options.rest, how.dependencies), how, process)
  if (start && !how.wait && !options.has('d', 'detach', 'no-start')) await logs({ ...asked, options: readOptions(['--follow']) })
}

async function down(asked: Asked): Promise<void> {
  const { process, options, projectName } = asked
  const { engine } = process.device
  const project = asked.projectIfAny()
  const images = new Set(projectContainers(engine, projectName).map(one => one.image))
  const containers = projectContainers(engine, projectName).toReversed()
  const networks = [...engine.networks.values()].filter(one => one.labels['com.docker.compose.project'] === projectName)
  const external = new Set(project?.volumes.filter(one => one.external).map(one => one.name))
  const volumes = options.has('v', 'volumes')
    ? [...engine.volumes.values()].filter(one => one.labels['com.docker.compose.project'] === projectName && !external.has(one.name))
    : []
  if (containers.length + networks.length + volumes.length === 0)
    process.err.write(`Warning: No resource found to remove for project "${projectName}".\n`)
  await removeContainers(containers, process, options.has('v', 'volumes'))
  for (const volume of volumes) {
    tell(process, `Volume ${volume.name}`, 'Removing')
    engine.removeVolume(volume.name, true)
    tell(process, `Volume ${volume.name}`, 'Removed')
  }
  if (options.value('rmi'))
    for (const image of images) {
      if (engine.image(image) && !engine.all().some(one => one.image === image)) removeImage(process.device, image, false)
      tell(process, `Image ${readReference(image).familiar}`, 'Removed')
    }
  for (const network of networks) {
    tell(process, `Network ${network.name}`, 'Removing')
    engine.removeNetwork(network.name)
    tell(process, `Network ${network.name}`, 'Removed')
  }
}

async function startAll(asked: Asked): Promise<void> {
  const containers = present(asked)
  if (containers.length === 0) throw new ComposeError(`service "${asked.options.rest[0] ?? asked.projectName}" has no container to start`)
  for (const container of containers) {
    tell(asked.process, `Container ${container.name}`, 'Starting')
    asked.process.device.engine.start(container)
    tell(asked.process, `Container ${container.name}`, 'Started')
  }
}

const verbs: Readonly<Record<string, (asked: Asked) => Promise<void> | void>> = {
  up: asked => up(asked),
  create: asked => up(asked, false),
  down,
  start: startAll,
  stop: asked => stopContainers(present(asked).toReversed(), asked.process),
  kill: asked => stopContainers(present(asked, false).toReversed(), asked.process, 'kill'),
  restart: async asked => {
    await stopContainers(present(asked).toReversed(), asked.process)
    await startAll(asked)
  },
  rm: asked =>
    removeContainers(
      present(asked).filter(one => asked.options.has('s', 'stop') || one.state !== 'running'),
      asked.process,
      asked.options.has('v'),
    ),
  pull: asked => {
    const project = asked.project()
    return pullImages(servicesOf(project, asked.options.rest, asked.options.has('include-deps')), 'always', asked.process)
  },
  config,
  convert: config,
  ps: list,
  ls: listProjects,
  logs,
  images: asked =>
    void asked.process.out.write(
      present(asked)
        .map(one => `${one.name}   ${one.image}   ${one.imageId.slice(7, 19)}\n`)
        .join(''),
    ),
}
