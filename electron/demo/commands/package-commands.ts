import type { Process, Program } from '../shell/process.ts'
import type { SimulatedDevice } from '../simulated-device.ts'
import { readOptions } from './options.ts'
import { setDockerRunning } from './system-commands.ts'

const engines = ['docker.io', 'docker-ce', 'moby-engine', 'docker']
const composes = ['docker-compose', 'docker-compose-v2', 'docker-compose-plugin', 'docker-cli-compose']
const brings: Readonly<Record<string, readonly string[]>> = {
  'docker.io': ['containerd', 'runc', 'iptables'],
  'docker-ce': ['containerd.io', 'docker-ce-cli', 'iptables'],
}
const alwaysThere = ['curl', 'ca-certificates', 'openssh-server', 'sudo']

const isInstalled = (name: string, device: SimulatedDevice) => {
  if (device.packages.has(name) || alwaysThere.includes(name)) return true
  return (
    device.profile.hasDocker &&
    device.docker.installed &&
    (name === 'docker-ce' || name === 'docker-ce-cli' || name === 'docker-compose-plugin')
  )
}

function takeOver(device: SimulatedDevice): void {
  const has = (names: readonly string[]) => names.some(name => isInstalled(name, device))
  device.docker.installed = has(engines)
  device.docker.compose = has(composes)
  setDockerRunning(device, device.docker.installed)
}

function busy(argv: readonly string[], process: Process): number | undefined {
  if (process.user.root) return undefined
  process.err.write(
    `E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n`,
  )
  return argv[0]?.startsWith('apt') ? 100 : 1
}

/** The verbs of every package manager: what they fetch, bring and take away, in Debian's words. */
const manager =
  (verbs: { readonly update: readonly string[]; readonly install: readonly string[]; readonly remove: readonly string[] }): Program =>
  async (argv, process) => {
    const { device } = process
    const options = readOptions(argv.slice(1), ['o', 'wait'])
    const simulates = options.has('simulate', 's')
    const verb =
      options.rest.find(word => [...verbs.update, ...verbs.install, ...verbs.remove].includes(word)) ??
      argv.slice(1).find(word => /^-(S|R|Sy|Rns)$/.test(word)) ??
      ''
    const names = options.rest.filter(word => word !== verb)
    const refused = simulates ? undefined : busy(argv, process)
    if (refused !== undefined) return refused
    const says = async (line: string, ms: number) => {
      await device.time.pass(ms, process.signal)
      process.out.write(`${line}\n`)
    }
    if (verbs.update.includes(verb)) {
      if (device.troubles.registry !== 'there') {
        process.err.write(
          "E: Failed to fetch the package lists  Temporary failure resolving 'deb.example.org'\nE: Some index files failed to download.\n",
        )
        return 100
      }
      await says('Get:1 main InRelease [151 kB]', 600)
      await says('Get:2 main/binary Packages [8,792 kB]', 900)
      await says('Reading package lists...', 500)
      return 0
    }
    if (verbs.install.includes(verb)) {
      const unknown = names.find(
        name =>
          !engines.includes(name) && !composes.includes(name) && !/^(docker|containerd|ca-certificates|curl|gnupg|iptables)/.test(name),
      )
      if (unknown) {
        process.err.write(`E: Unable to locate package ${unknown}\n`)
        return 100
      }
      const fresh = [...new Set(names.flatMap(name => [...(brings[name] ?? []), name]))].filter(name => !isInstalled(name, device))
      if (simulates) {
        for (const name of fresh) process.out.write(`Inst ${name} (1.0 stable [amd64])\n`)
        return 0
      }
      await says('Reading package lists...', 300)
      await says('Building dependency tree...', 300)
      if (fresh.length > 0) await says(`The following NEW packages will be installed:\n  ${fresh.join(' ')}`, 100)
      for (const [index, name] of fresh.entries()) await says(`Get:${index + 1} ${name} [${12 + index * 7} MB]`, 1200)
      for (const name of fresh) {
        await says(`Unpacking ${name} ...`, 400)
        await says(`Setting up ${name} ...`, 500)
        device.packages.add(name)
      }
      takeOver(device)
      return 0
    }
    if (verbs.remove.includes(verb)) {
      await says('Reading package lists...', 300)
      for (const name of names.filter(name => isInstalled(name, device))) {
        await says(`Removing ${name} ...`, 400)
        device.packages.delete(name)
      }
      takeOver(device)
      return 0
    }
    return 0
  }

const debian: Readonly<Record<string, Program>> = {
  'apt-get': manager({ update: ['update'], install: ['install'], remove: ['remove', 'purge', 'autoremove'] }),
  apt: manager({ update: ['update'], install: ['install'], remove: ['remove', 'purge', 'autoremove'] }),
  dpkg: (argv, process) => {
    if (argv[1] === '--print-architecture') process.out.write(`${process.device.profile.dockerArchitecture}\n`)
    return 0
  },
  'dpkg-query': (argv, process) => {
    const name = argv.at(-1) ?? ''
    if (isInstalled(name, process.device)) {
      process.out.write('installed')
      return 0
    }
    process.err.write(`dpkg-query: no packages found matching ${name}\n`)
    return 1
  },
}

/** The package manager of a system. The demo's devices all use Debian's. */
export function packagePrograms(system: string): Readonly<Record<string, Program>> {
  return system === 'debian' || system === 'ubuntu' ? debian : {}
}
