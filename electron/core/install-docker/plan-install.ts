import type { DeviceFacts } from '../../../shared/model/device.ts'
import {
  APK_COMMUNITY_SCRIPT,
  APK_NO_COMMUNITY_SCRIPT,
  APT_REPOSITORY_SCRIPT,
  DNF_REPOSITORY_SCRIPT,
  LOOK_SCRIPT,
  REMOVE_PACKAGES_SCRIPT,
  SERVICE_OFF_SCRIPT,
  SERVICE_ON_SCRIPT,
} from './scripts.ts'
import { type DockerPackages, type DockerSource, dockerPackages, type PackageManager } from './systems.ts'

export type Argv = readonly [string, ...string[]]

/** What was on the device before anything was changed. */
export interface Found {
  readonly packages: readonly string[]
  readonly paths: readonly string[]
  readonly groups: readonly string[]
  readonly serviceEnabled: boolean
}

/** One thing to do as root, with how to take it back. */
export interface InstallStep {
  readonly id: 'lists' | 'repository' | 'packages' | 'service' | 'group'
  readonly title: string
  readonly argv: Argv
  readonly undo?: { readonly title: string; readonly argv: Argv }
}

const engines = ['docker-ce', 'docker.io', 'moby-engine', 'docker']
const lookedForPackages = [...engines, 'docker-compose', 'docker-compose-v2', 'docker-compose-plugin', 'docker-cli-compose']
const aptFiles = ['/etc/apt/keyrings/docker.asc', '/etc/apt/sources.list.d/docker.list']
const dnfFiles = ['/etc/yum.repos.d/docker-ce.repo']
const leftFolders = ['/var/lib/docker', '/var/lib/containerd', '/etc/docker']

/** The command that looks around before anything is changed. */
export function lookCommand(user: string): Argv {
  return ['sh', '-c', LOOK_SCRIPT, 'mycopod-docker-look', user, ...lookedForPackages, '--', ...aptFiles, ...dnfFiles, ...leftFolders]
}

/** Reads what `lookCommand` printed. */
export function readFound(out: string): Found {
  const lines = out.split('\n').map(line => line.trim())
  const named = (word: string) => lines.flatMap(line => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []))
  return { packages: named('package'), paths: named('path'), groups: named('group'), serviceEnabled: lines.includes('service enabled') }
}

/** What will be installed on a device, undefined where its system is unknown. An engine that is there already is kept and only completed. */
export function choosePackages(facts: DeviceFacts, wanted: DockerSource, found: Found): DockerPackages | undefined {
  const official = found.packages.includes('docker-ce')
  const chosen = dockerPackages(facts, official ? 'docker' : wanted)
  const complete = engines.some(engine => found.packages.includes(engine))
  return chosen && complete ? { ...chosen, packages: [chosen.compose] } : chosen
}

/** The command that says which packages an installation would bring, where asking is possible without doing it. */
export function simulateCommand({ manager, packages }: DockerPackages): Argv | undefined {
  return manager === 'apt' ? [...apt, '--simulate', 'install', ...packages] : undefined
}

/** Packages an installation brings that were not there: from the simulation, else those asked for. */
export function newPackages({ packages }: DockerPackages, found: Found, simulation: string | undefined): readonly string[] {
  if (simulation === undefined) return packages.filter(name => !found.packages.includes(name))
  const fresh = simulation.split('\n').flatMap(line => /^Inst (\S+) \(/.exec(line)?.[1] ?? [])
  return [...new Set(fresh)]
}

/** Steps before packages can be looked up: fresh lists, and Docker's own repository where that is the source. */
export function planSources(chosen: DockerPackages, found: Found): readonly InstallStep[] {
  const lists: InstallStep = { id: 'lists', title: 'Getting the list of packages', argv: listsCommand(chosen.manager) }
  const repository = repositoryStep(chosen, found)
  return repository ? [...(chosen.manager === 'apt' ? [lists] : []), repository, lists] : [lists]
}

/** Steps that install, start and open Docker. `fresh` are the packages that were not there; `user` joins the group docker unless it is root or in it. */
export function planInstall(chosen: DockerPackages, found: Found, fresh: readonly string[], user: string): readonly InstallStep[] {
  const folders = leftFolders.filter(path => !found.paths.includes(path))
  const complete = engines.some(engine => found.packages.includes(engine))
  const packages: InstallStep = {
    id: 'packages',
    title: complete ? 'Installing the missing part of Docker' : 'Installing Docker',
    argv: installCommand(chosen),
    undo: {
      title: 'Removing the packages that were installed',
      argv: ['sh', '-c', REMOVE_PACKAGES_SCRIPT, 'mycopod-docker-remove', chosen.manager, ...fresh, '--', ...(complete ? [] : folders)],
    },
  }
  const service: InstallStep = {
    id: 'service',
    title: 'Starting Docker',
    argv: ['sh', '-c', SERVICE_ON_SCRIPT, 'mycopod-docker-start'],
    ...(!found.serviceEnabled &&
      !complete && { undo: { title: 'Stopping Docker', argv: ['sh', '-c', SERVICE_OFF_SCRIPT, 'mycopod-docker-stop'] } }),
  }
  return [packages, service, ...(user === 'root' || found.groups.includes('docker') ? [] : [groupStep(chosen.manager, user)])]
}

function groupStep(manager: PackageManager, user: string): InstallStep {
  const alpine = manager === 'apk'
  return {
    id: 'group',
    title: `Allowing ${user} to use Docker`,
    argv: alpine ? ['addgroup', user, 'docker'] : ['usermod', '-aG', 'docker', user],
    undo: {
      title: `Taking ${user} out of the group docker`,
      argv: alpine ? ['delgroup', user, 'docker'] : ['gpasswd', '-d', user, 'docker'],
    },
  }
}

const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'NEEDRESTART_MODE=a', 'LC_ALL=C', 'apt-get', '-y'] as const
const aptQuiet = [
  '-o',
  'DPkg::Lock::Timeout=600',
  '-o',
  'Dpkg::Use-Pty=0',
  '-o',
  'Dpkg::Options::=--force-confold',
  '-o',
  'Acquire::Retries=3',
] as const

function listsCommand(manager: PackageManager): Argv {
  switch (manager) {
    case 'apt':
      return [...apt, ...aptQuiet, 'update']
    case 'apk':
      return ['apk', '--wait', '600', 'update']
    case 'dnf':
      return ['dnf', '-y', 'makecache']
    case 'pacman':
      return ['pacman', '--noconfirm', '--noprogressbar', '-Sy']
  }
}

function installCommand({ manager, packages }: DockerPackages): Argv {
  switch (manager) {
    case 'apt':
      return [...apt, ...aptQuiet, 'install', ...packages]
    case 'apk':
      return ['apk', '--wait', '600', '--no-progress', 'add', ...packages]
    case 'dnf':
      return ['dnf', '-y', 'install', ...packages]
    case 'pacman':
      return ['pacman', '--noconfirm', '--noprogressbar', '--needed', '-S', ...packages]
  }
}

function repositoryStep({ manager, source, repository }: DockerPackages, found: Found): InstallStep | undefined {
  if (manager === 'apk') {
    if (found.paths.includes('community')) return undefined
    return {
      id: 'repository',
      title: 'Switching on the repository with Docker',
      argv: ['sh', '-c', APK_COMMUNITY_SCRIPT, 'mycopod-docker-apk-community'],
      undo: { title: 'Switching it off again', argv: ['sh', '-c', APK_NO_COMMUNITY_SCRIPT, 'mycopod-docker-apk-no-community'] },
    }
  }
  if (source !== 'docker' || repository === undefined) return undefined
  const files = manager === 'apt' ? aptFiles : dnfFiles
  if (files.every(path => found.paths.includes(path))) return undefined
  return {
    id: 'repository',
    title: 'Adding Docker’s own repository',
    argv: ['sh', '-c', manager === 'apt' ? APT_REPOSITORY_SCRIPT : DNF_REPOSITORY_SCRIPT, 'mycopod-docker-repository', repository],
    undo: { title: 'Removing Docker’s own repository', argv: ['rm', '-f', ...files.filter(path => !found.paths.includes(path))] },
  }
}
