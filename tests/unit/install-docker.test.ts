import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInstallProgress, saysLocked } from '../../electron/core/install-docker/install-progress.ts'
import {
  choosePackages,
  type Found,
  newPackages,
  planInstall,
  planSources,
  readFound,
} from '../../electron/core/install-docker/plan-install.ts'
import { type DockerSource, dockerPackages } from '../../electron/core/install-docker/systems.ts'
import type { DeviceFacts } from '../../shared/model/device.ts'

const facts = (id: string, version = ''): DeviceFacts => ({
  hostname: 'box',
  os: { id, version, name: id },
  kernel: '6',
  architecture: 'amd64',
  cpu: { model: 'N100', cores: 4, coreSpeed: 1 },
  memoryTotalBytes: 1,
  privilege: 'sudo',
  hardware: [],
  cgroupMemory: true,
  appsDir: '/opt/mycopod',
})
const nothing: Found = { packages: [], paths: [], groups: ['pi'], serviceEnabled: false }

test.each<[string, string, DockerSource, string, string | undefined]>([
  ['debian', '13', 'distribution', 'docker.io docker-cli docker-compose', undefined],
  ['debian', '12', 'distribution', 'docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin', 'linux/debian'],
  ['debian', '', 'distribution', 'docker.io docker-cli docker-compose', undefined],
  ['raspbian', '12', 'distribution', 'docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin', 'linux/raspbian'],
  ['ubuntu', '24.04', 'distribution', 'docker.io docker-compose-v2', undefined],
  ['ubuntu', '24.04', 'docker', 'docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin', 'linux/ubuntu'],
  ['fedora', '43', 'distribution', 'moby-engine docker-cli docker-compose', undefined],
  ['fedora', '43', 'docker', 'docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin', 'linux/fedora'],
  ['alpine', '3.22', 'docker', 'docker docker-cli-compose', undefined],
  ['arch', '', 'distribution', 'docker docker-compose', undefined],
])('%s %s from %s: %s', (id, version, source, packages, repository) => {
  const chosen = dockerPackages(facts(id, version), source)
  expect([chosen?.packages.join(' '), chosen?.repository]).toEqual([packages, repository])
})

test('a system MycoPod does not know is left alone', () => {
  expect(dockerPackages(facts('void'), 'docker')).toBeUndefined()
})

describe('a plan', () => {
  const systems = fc.constantFrom<[string, string]>(
    ['debian', '13'],
    ['debian', '12'],
    ['ubuntu', '24.04'],
    ['raspbian', '13'],
    ['fedora', '43'],
    ['alpine', '3.22'],
    ['arch', ''],
  )

  test('takes back whatever it changes: every step but the lists of packages has an undo', () => {
    fc.assert(
      fc.property(systems, fc.constantFrom<DockerSource>('distribution', 'docker'), ([id, version], source) => {
        const chosen = choosePackages(facts(id, version), source, nothing)
        if (!chosen) throw new Error('not chosen')
        const steps = [...planSources(chosen, nothing), ...planInstall(chosen, nothing, newPackages(chosen, nothing, undefined), 'pi')]
        expect(steps.filter(step => !step.undo).map(step => step.id)).toEqual(steps.filter(step => step.id === 'lists').map(() => 'lists'))
        expect(steps.map(step => step.id)).toContain('group')
      }),
    )
  })

  test('undoes nothing that was there before', () => {
    const found: Found = {
      packages: ['docker.io', 'docker-cli'],
      paths: ['/var/lib/docker'],
      groups: ['pi', 'docker'],
      serviceEnabled: true,
    }
    const chosen = choosePackages(facts('debian', '13'), 'docker', found)
    expect(chosen?.packages).toEqual(['docker-compose-plugin'])
    if (!chosen) return
    const undos = planInstall(chosen, found, ['docker-compose-plugin'], 'pi').flatMap(step => (step.undo ? [step.undo.argv.slice(4)] : []))
    expect(undos).toEqual([['apt', 'docker-compose-plugin', '--']])
  })

  test('completes an engine of Docker’s own from Docker’s own, whatever was asked for', () => {
    expect(choosePackages(facts('debian', '13'), 'distribution', { ...nothing, packages: ['docker-ce'] })?.packages).toEqual([
      'docker-compose-plugin',
    ])
  })

  test('keeps repository files that were there', () => {
    const chosen = dockerPackages(facts('debian', '13'), 'docker')
    if (!chosen) throw new Error('not chosen')
    const both = { ...nothing, paths: ['/etc/apt/keyrings/docker.asc', '/etc/apt/sources.list.d/docker.list'] }
    expect(planSources(chosen, both).map(step => step.id)).toEqual(['lists'])
    const one = { ...nothing, paths: ['/etc/apt/keyrings/docker.asc'] }
    expect(planSources(chosen, one).find(step => step.undo)?.undo?.argv).toEqual(['rm', '-f', '/etc/apt/sources.list.d/docker.list'])
  })

  test('root needs no group', () => {
    const chosen = dockerPackages(facts('debian', '13'), 'distribution')
    if (!chosen) throw new Error('not chosen')
    expect(planInstall(chosen, nothing, [], 'root').map(step => step.id)).toEqual(['packages', 'service'])
  })
})

test('new packages are those the simulation installs, not those it upgrades', () => {
  const chosen = dockerPackages(facts('debian', '13'), 'distribution')
  if (!chosen) throw new Error('not chosen')
  const simulation =
    'Inst runc (1.1.15 Debian [amd64])\nInst libc6 [2.41-1] (2.41-2 Debian [amd64])\nInst docker.io (26.1.5 Debian [amd64])\nConf runc (1.1.15)\n'
  expect(newPackages(chosen, nothing, simulation)).toEqual(['runc', 'docker.io'])
})

test('what was found is read line by line', () => {
  expect(readFound('package docker.io\npath /etc/docker\ngroup pi\ngroup docker\nservice enabled\n')).toEqual({
    packages: ['docker.io'],
    paths: ['/etc/docker'],
    groups: ['pi', 'docker'],
    serviceEnabled: true,
  })
})

describe('progress', () => {
  test('of apt counts what is fetched, unpacked and set up', () => {
    const progress = createInstallProgress('apt', 2)
    expect(progress.line('Get:1 http://mirror runc 1.1')).toBeCloseTo(1 / 6)
    expect(progress.line('Unpacking runc (1.1) ...')).toBeCloseTo(2 / 6)
    expect(progress.line('Setting up runc (1.1) ...')).toBeCloseTo(3 / 6)
  })

  test('never goes back and never says it is done', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('apt', 'apk', 'dnf', 'pacman'),
        fc.array(fc.oneof(fc.string(), fc.constant('(3/2) Installing x'), fc.constant('Setting up x'))),
        (manager, lines) => {
          const progress = createInstallProgress(manager, 3)
          let last = 0
          for (const line of lines) {
            const now = progress.line(line)
            expect(now).toBeGreaterThanOrEqual(last)
            expect(now).toBeLessThan(1)
            last = now
          }
        },
      ),
    )
  })

  test('a lock of another update is known', () => {
    expect(saysLocked('apt', 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4242 (apt-get)')).toBe(true)
    expect(saysLocked('pacman', 'error: failed to synchronize all databases (unable to lock database)')).toBe(true)
    expect(saysLocked('apk', 'ERROR: Unable to lock database: temporary error')).toBe(true)
    expect(saysLocked('apt', 'E: Unable to locate package docker.io')).toBe(false)
  })
})
