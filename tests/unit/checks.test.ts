import { describe, expect, test } from 'vitest'
import { checkDevice, type Examined, troubleOf } from '../../electron/core/checks/check-device.ts'
import { parsePoll } from '../../electron/core/poll/parse-poll.ts'
import type { Privilege } from '../../shared/model/device.ts'
import { containerId, type PollAnswer, pollAnswer } from '../support/poll-answer.ts'

const now = Date.UTC(2026, 0, 1)

function examined(answer: PollAnswer = {}, privilege: Privilege = 'sudo'): Examined {
  const poll = parsePoll(pollAnswer({ clockMs: now, ...answer }, true), undefined, now, now)
  if (poll.kind !== 'read' || !poll.facts) throw new Error('unreadable')
  const { home: _, ...facts } = poll.facts
  return {
    device: 'nuc',
    user: 'pi',
    loginMethod: 'password',
    facts: { ...facts, privilege, appsDir: '/opt/mycopod', memoryTotalBytes: poll.sample.memoryTotalBytes },
    sample: poll.sample,
    docker: poll.docker,
  }
}

const disk = (freeKB: number) => [{ source: '/dev/sda2', mount: '/', totalKB: 100_000_000, freeKB }]
const resultOf = (id: string, of: Examined) => checkDevice(of).find(check => check.id === id)

describe('checks of a device', () => {
  test('a healthy device passes all of them and is in no trouble', () => {
    expect(checkDevice(examined()).map(({ id, result }) => [id, result])).toEqual(
      ['reachable', 'login', 'sudo', 'os', 'architecture', 'docker', 'compose', 'storage', 'memory', 'clock', 'cgroup-memory', 'ports'].map(
        id => [id, 'passed'],
      ),
    )
    expect(troubleOf(examined())).toBeUndefined()
  })

  test.each<[string, PollAnswer, Privilege, string, string]>([
    ['docker', { docker: 'missing' }, 'sudo', 'failed', 'DockerMissing'],
    ['docker', { docker: 'stopped' }, 'sudo', 'failed', 'DockerStopped'],
    ['docker', { docker: 'silent' }, 'sudo', 'failed', 'DockerStopped'],
    ['docker', { docker: 'forbidden' }, 'none', 'failed', 'DockerForbidden'],
    ['docker', { dockerVersion: '19.03.15' }, 'sudo', 'failed', 'DockerTooOld'],
    ['compose', { composeVersion: '' }, 'sudo', 'failed', 'ComposeMissing'],
    ['compose', { composeVersion: '1.29.2' }, 'sudo', 'failed', 'ComposeMissing'],
    ['storage', { filesystems: disk(4_000_000) }, 'sudo', 'warning', 'StorageLow'],
    ['storage', { filesystems: disk(900_000) }, 'sudo', 'failed', 'StorageLow'],
    ['memory', { memory: { totalKB: 1_000_000, availableKB: 20_000 } }, 'sudo', 'warning', 'MemoryLow'],
    ['clock', { clockMs: now + 31_000 }, 'sudo', 'warning', 'ClockSkewed'],
    ['cgroup-memory', { memoryLimit: false }, 'sudo', 'warning', 'CgroupMemoryOff'],
    ['sudo', {}, 'none', 'failed', 'SudoMissing'],
    ['sudo', { docker: 'missing' }, 'docker-group', 'failed', 'SudoMissing'],
    ['os', { docker: 'missing', osId: 'void' }, 'sudo', 'failed', 'SystemUnsupported'],
  ])('%s of %j as %s is %s with %s', (id, answer, privilege, result, code) => {
    const found = resultOf(id, examined(answer, privilege))
    expect([found?.result, found?.problem?.code]).toEqual([result, code])
  })

  test('version 20.10 is new enough', () => {
    expect(resultOf('docker', examined({ dockerVersion: '20.10.5+dfsg1' }))).toMatchObject({ result: 'passed', found: 'version 20.10.5' })
  })

  test('doors 80 and 443 tell who uses them', () => {
    const proxy = { id: containerId(1), name: 'proxy', ports: '0.0.0.0:80->8080/tcp' }
    expect(resultOf('ports', examined({ containers: [proxy], listening: ['tcp 0050', 'tcp 01BB'] }))?.found).toBe(
      '80 is used by proxy, 443 is used by a program there',
    )
  })

  test.each<[PollAnswer, string]>([
    [{ filesystems: disk(5_000_000) }, 'StorageLow'],
    [{ clockMs: now - 40_000 }, 'ClockSkewed'],
    [{ memory: { totalKB: 1_000_000, availableKB: 10_000 } }, 'MemoryLow'],
    [{ docker: 'stopped', filesystems: disk(0) }, 'DockerStopped'],
  ])('%j is trouble: %s', (answer, code) => {
    expect(troubleOf(examined(answer))?.code).toBe(code)
  })
})
