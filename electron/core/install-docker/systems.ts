import type { DeviceFacts } from '../../../shared/model/device.ts'

export type PackageManager = 'apt' | 'apk' | 'dnf' | 'pacman'
export type DockerSource = 'distribution' | 'docker'

/** How Docker comes onto one kind of system. */
export interface DockerPackages {
  readonly manager: PackageManager
  /** Where the packages really come from: not every system has both. */
  readonly source: DockerSource
  /** The engine, its command line and Compose. */
  readonly packages: readonly string[]
  /** The one of them that brings Compose, for where the engine is there already. */
  readonly compose: string
  /** The folder of Docker's own repository, `linux/debian` for example. */
  readonly repository?: string
  /** Why it comes from elsewhere than was asked for, as a sentence. */
  readonly note?: string
}

const fromDocker = ['docker-ce', 'docker-ce-cli', 'containerd.io', 'docker-buildx-plugin', 'docker-compose-plugin'] as const
/** The first Debian whose own Compose is version 2. */
const debianWithCompose = 13

/** The packages for a device, undefined where MycoPod does not know its system. */
export function dockerPackages(facts: Pick<DeviceFacts, 'os' | 'architecture'>, wanted: DockerSource): DockerPackages | undefined {
  const { id, version } = facts.os
  switch (id) {
    case 'debian':
    case 'raspbian': {
      // Raspberry Pi OS for 64 bits calls itself Debian and uses its packages.
      const repository = id === 'raspbian' ? 'linux/raspbian' : 'linux/debian'
      const old = version !== '' && Number.parseInt(version, 10) < debianWithCompose
      if (wanted === 'docker') return official('apt', repository)
      if (old)
        return { ...official('apt', repository), note: `The packages of this system are too old for apps, so Docker’s own are used.` }
      return { manager: 'apt', source: 'distribution', packages: ['docker.io', 'docker-cli', 'docker-compose'], compose: 'docker-compose' }
    }
    case 'ubuntu':
      if (wanted === 'docker') return official('apt', 'linux/ubuntu')
      return { manager: 'apt', source: 'distribution', packages: ['docker.io', 'docker-compose-v2'], compose: 'docker-compose-v2' }
    case 'fedora':
      if (wanted === 'docker') return official('dnf', 'linux/fedora')
      return {
        manager: 'dnf',
        source: 'distribution',
        packages: ['moby-engine', 'docker-cli', 'docker-compose'],
        compose: 'docker-compose',
      }
    case 'alpine':
      return {
        manager: 'apk',
        source: 'distribution',
        packages: ['docker', 'docker-cli-compose'],
        compose: 'docker-cli-compose',
        ...own(wanted),
      }
    case 'arch':
      return {
        manager: 'pacman',
        source: 'distribution',
        packages: ['docker', 'docker-compose'],
        compose: 'docker-compose',
        ...own(wanted),
      }
    default:
      return undefined
  }
}

function official(manager: PackageManager, repository: string): DockerPackages {
  return { manager, source: 'docker', packages: fromDocker, compose: 'docker-compose-plugin', repository }
}

function own(wanted: DockerSource): { readonly note?: string } {
  return wanted === 'docker' ? { note: 'Docker makes no packages for this system, so its own are used.' } : {}
}
