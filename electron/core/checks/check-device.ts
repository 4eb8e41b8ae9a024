import { problemOf } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { DeviceCheck, DeviceFacts, LoginMethod, Sample } from '../../../shared/model/device.ts'
import { filesystemOf } from '../poll/parse-filesystems.ts'
import type { DockerWord } from '../poll/parse-poll.ts'

/** What a poll with facts found out about a device. */
export interface Examined {
  readonly device: string
  readonly user: string
  readonly loginMethod: LoginMethod
  readonly facts: DeviceFacts
  readonly sample: Sample
  readonly docker: DockerWord
}

/** Systems on which MycoPod can install Docker, by their id. */
export const installableSystems: readonly string[] = ['debian', 'ubuntu', 'raspbian', 'alpine', 'fedora', 'arch']

const GB = 1024 ** 3
/** Less free storage for Docker than this is worth a warning; less than `storageFloorBytes` is a failure. */
export const storageWantedBytes = 5 * GB
export const storageFloorBytes = GB
const skewLimitMs = 30_000
const fullFraction = 0.95
const memoryFloorFraction = 0.03

type Finding = Omit<DeviceCheck, 'id' | 'title'>

const titles: Readonly<Record<DeviceCheck['id'], string>> = {
  reachable: 'Answers',
  login: 'Device login',
  sudo: 'Administrator',
  os: 'System',
  architecture: 'Processor',
  docker: 'Docker',
  compose: 'App management',
  storage: 'Storage',
  memory: 'Memory',
  clock: 'Clock',
  'cgroup-memory': 'Memory of apps',
  ports: 'Doors 80 and 443',
}

const checkIds = Object.keys(titles) as DeviceCheck['id'][]

/** Every requirement of a device in the order in which they are looked at, each with what was found and what helps. */
export function checkDevice(examined: Examined): readonly DeviceCheck[] {
  const findings: Readonly<Record<DeviceCheck['id'], Finding>> = {
    reachable: { result: 'passed', found: `in ${Math.max(examined.sample.roundTripMs, 1)}\u00a0ms` },
    login: { result: 'passed', found: loginWords(examined) },
    sudo: administrator(examined),
    os: system(examined),
    architecture: processor(examined),
    docker: docker(examined),
    compose: compose(examined),
    storage: storage(examined),
    memory: memory(examined),
    clock: clock(examined),
    'cgroup-memory': memoryOfApps(examined),
    ports: doors(examined),
  }
  return checkIds.map(id => ({ id, title: titles[id], ...findings[id] }))
}

const loginErrors: ReadonlySet<WireError['code']> = new Set(['LoginRefused', 'KeyUnreadable', 'AgentUnavailable', 'SecretStoreLocked'])
const answered: ReadonlySet<WireError['code']> = new Set(['DeviceGarbled', 'CommandFailed'])

/** The checks of a device that could not be examined: how far it came, and the rest unknown. */
export function checksOfFailure(problem: WireError): readonly DeviceCheck[] {
  const failed: Finding = { result: 'failed', found: problemOf(problem).title, problem }
  const unknown: Finding = { result: 'unknown', found: 'not looked at' }
  const passed: Finding = { result: 'passed', found: 'yes' }
  const atLogin = loginErrors.has(problem.code)
  const findings: Partial<Record<DeviceCheck['id'], Finding>> = answered.has(problem.code)
    ? { reachable: passed, login: passed, os: failed }
    : atLogin
      ? { reachable: passed, login: failed }
      : { reachable: failed }
  return checkIds.map(id => ({ id, title: titles[id], ...(findings[id] ?? unknown) }))
}

/** Why a device that answers is not simply fine: the gravest first, undefined when it is. */
export function troubleOf(examined: Examined): WireError | undefined {
  const { sample, device } = examined
  const failed = [docker, compose, storage, administrator, system]
    .map(check => check(examined))
    .find(finding => finding.result === 'failed')
  if (failed?.problem) return failed.problem
  const full = sample.filesystems.find(({ freeBytes, totalBytes }) => totalBytes > 0 && freeBytes <= totalBytes * (1 - fullFraction))
  if (full) return storageLow(device, full.mount, full.freeBytes, Math.ceil(full.totalBytes * (1 - fullFraction)))
  return memory(examined).problem ?? clock(examined).problem
}

function loginWords({ user, loginMethod }: Examined): string {
  return {
    password: `as ${user} by password`,
    key: `as ${user} by security key`,
    agent: `as ${user} by the keys of your agent`,
    none: 'not needed',
  }[loginMethod]
}

function administrator({ device, user, facts, docker }: Examined): Finding {
  switch (facts.privilege) {
    case 'root':
      return { result: 'passed', found: 'is the administrator' }
    case 'sudo':
    case 'sudo-password':
      return { result: 'passed', found: `${user} may act as administrator` }
    case 'docker-group':
      if (docker !== 'missing') return { result: 'passed', found: `${user} may use Docker` }
      return { result: 'failed', found: `${user} may not install Docker`, problem: { code: 'SudoMissing', data: { device, user } } }
    case 'none':
      return { result: 'failed', found: `${user} may not`, problem: { code: 'SudoMissing', data: { device, user } } }
  }
}

function system({ device, facts, docker }: Examined): Finding {
  const found = facts.os.name || facts.os.id
  if (docker !== 'missing' || installableSystems.includes(facts.os.id)) return { result: 'passed', found }
  return { result: 'failed', found, problem: { code: 'SystemUnsupported', data: { device, system: found } } }
}

function processor({ device, facts }: Examined): Finding {
  const { architecture } = facts
  const found = `${facts.cpu.model}, ${architecture}`
  if (architecture === 'amd64' || architecture === 'arm64') return { result: 'passed', found }
  return { result: 'warning', found, problem: { code: 'ArchitectureUnsupported', data: { device, architecture } } }
}

function docker({ device, user, facts, docker: word }: Examined): Finding {
  if (word === 'missing') return { result: 'failed', found: 'not installed', problem: { code: 'DockerMissing', data: { device } } }
  if (word === 'forbidden')
    return { result: 'failed', found: `not for ${user}`, problem: { code: 'DockerForbidden', data: { device, user } } }
  if (word !== 'running')
    return {
      result: 'failed',
      found: word === 'silent' ? 'does not answer' : 'not running',
      problem: { code: 'DockerStopped', data: { device } },
    }
  const version = facts.docker?.version ?? ''
  if (version !== '' && isOlder(version, 20, 10))
    return { result: 'failed', found: `version ${version}`, problem: { code: 'DockerTooOld', data: { device, version } } }
  return { result: 'passed', found: `version ${plainVersion(version)}` }
}

function compose({ device, facts, docker: word }: Examined): Finding {
  if (word === 'missing' || word === 'forbidden') return { result: 'unknown', found: 'comes with Docker' }
  const version = facts.docker?.composeVersion
  if (version === undefined) return { result: 'failed', found: 'not installed', problem: { code: 'ComposeMissing', data: { device } } }
  if (isOlder(version, 2, 0))
    return { result: 'failed', found: `version ${version}`, problem: { code: 'ComposeMissing', data: { device, version } } }
  return { result: 'passed', found: `version ${plainVersion(version)}` }
}

function storage({ device, facts, sample }: Examined): Finding {
  const path = facts.docker?.rootDir ?? '/var/lib/docker'
  const filesystem = filesystemOf(sample.filesystems, path)
  if (!filesystem) return { result: 'unknown', found: 'not told' }
  const found = `${bytesInWords(filesystem.freeBytes)} free`
  if (filesystem.freeBytes >= storageWantedBytes) return { result: 'passed', found }
  const failed = filesystem.freeBytes < storageFloorBytes
  const needed = failed ? storageFloorBytes : storageWantedBytes
  return { result: failed ? 'failed' : 'warning', found, problem: storageLow(device, filesystem.mount, filesystem.freeBytes, needed) }
}

function memory({ device, sample }: Examined): Finding {
  const { memoryAvailableBytes: availableBytes, memoryTotalBytes: totalBytes } = sample
  const found = `${bytesInWords(availableBytes)} of ${bytesInWords(totalBytes)} free`
  if (availableBytes >= totalBytes * memoryFloorFraction) return { result: 'passed', found }
  return { result: 'warning', found, problem: { code: 'MemoryLow', data: { device, availableBytes, totalBytes } } }
}

function clock({ device, sample }: Examined): Finding {
  const skewSeconds = Math.round(sample.clockSkewMs / 1000)
  if (Math.abs(sample.clockSkewMs) <= skewLimitMs)
    return { result: 'passed', found: skewSeconds === 0 ? 'right' : `${Math.abs(skewSeconds)}\u00a0seconds off` }
  return {
    result: 'warning',
    found: `${Math.abs(skewSeconds)}\u00a0seconds off`,
    problem: { code: 'ClockSkewed', data: { device, skewSeconds } },
  }
}

function memoryOfApps({ device, facts }: Examined): Finding {
  if (facts.cgroupMemory) return { result: 'passed', found: 'is counted' }
  return { result: 'warning', found: 'is not counted', problem: { code: 'CgroupMemoryOff', data: { device } } }
}

function doors({ sample }: Examined): Finding {
  const taken = [80, 443].flatMap(port => {
    const owner = sample.containers?.find(container => container.ports.some(({ host, protocol }) => host === port && protocol === 'tcp'))
    if (owner) return [`${port} is used by ${owner.name}`]
    return sample.listeningPorts.some(listening => listening.port === port && listening.protocol === 'tcp')
      ? [`${port} is used by a program there`]
      : []
  })
  return { result: 'passed', found: taken.length === 0 ? 'both free' : taken.join(', ') }
}

function storageLow(device: string, path: string, freeBytes: number, neededBytes: number): WireError {
  return { code: 'StorageLow', data: { device, path, freeBytes, neededBytes } }
}

function plainVersion(version: string): string {
  return /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? version
}

function isOlder(version: string, major: number, minor: number): boolean {
  const [, foundMajor, foundMinor] = /^v?(\d+)(?:\.(\d+))?/.exec(version) ?? []
  if (foundMajor === undefined) return false
  return Number(foundMajor) < major || (Number(foundMajor) === major && Number(foundMinor ?? 0) < minor)
}
