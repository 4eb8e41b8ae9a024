import { expect, test } from 'vitest'
import { createDockerCare } from '../../electron/services/install-docker.ts'
import { createJobRunner } from '../../electron/services/job-runner.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import type { JobView } from '../../shared/model/job.ts'
import { settled } from '../support/hand-clock.ts'
import { containerId } from '../support/poll-answer.ts'
import { codeOf, connectionTo, createSmallLab } from '../support/small-lab.ts'
import { silentLog } from '../support/small-ports.ts'

async function careOf() {
  const lab = await createSmallLab()
  const box = lab.access.device('10.0.0.1')
  await lab.inventory.add(connectionTo('10.0.0.1'), 'Ada')
  const monitoring = await lab.watch()
  const jobs = createJobRunner({ ...lab, log: silentLog })
  return { ...lab, box, monitoring, jobs, care: createDockerCare({ ...lab, monitoring, jobs }) }
}

async function endOf({ jobs, clock }: Awaited<ReturnType<typeof careOf>>, job: string): Promise<JobView> {
  for (let seconds = 0; seconds < 3600 && jobs.running().length > 0; seconds += 1) await clock.pass(1000)
  return jobs.view(job)
}

test('an installation that fails is undone in the opposite order', async () => {
  const lab = await careOf()
  lab.box.answer = { docker: 'missing' }
  lab.box.run = ({ argv }) => {
    if (argv.includes('--simulate')) return { exitCode: 0, out: 'Inst docker.io (26 Debian [amd64])\n', err: '' }
    return { exitCode: argv[0] === 'usermod' ? 1 : 0, out: '', err: argv[0] === 'usermod' ? 'usermod: no such group\n' : '' }
  }
  const view = await endOf(lab, (await lab.care.install('nuc', 'distribution', 'Ada')).id)
  expect(view).toMatchObject({
    status: 'failed',
    undone: true,
    error: { code: 'InstallFailed', data: { output: 'usermod: no such group' } },
    checked: { clean: true },
  })
  expect(lab.box.ran.map(({ argv }) => argv[3]).filter(name => /docker-(stop|remove)/.test(name ?? ''))).toEqual([
    'mycopod-docker-stop',
    'mycopod-docker-remove',
  ])
  expect(lab.box.ran.some(({ argv }) => argv[0] === 'gpasswd')).toBe(true)
})

test('an unknown system and a login without rights are refused before anything begins', async () => {
  const lab = await careOf()
  lab.box.answer = { docker: 'missing', osId: 'void' }
  expect(await codeOf(lab.care.install('nuc', 'distribution', 'Ada'))).toBe('SystemUnsupported')
  lab.box.privilege = 'none'
  expect(await codeOf(lab.care.install('nuc', 'distribution', 'Ada'))).toBe('SudoMissing')
})

test('Docker is started as root and the change is recorded', async () => {
  const lab = await careOf()
  await lab.care.start('nuc', 'Ada')
  expect(lab.box.ran.at(-1)).toMatchObject({ asRoot: true, argv: expect.arrayContaining(['mycopod-docker-start']) })
  expect((await lab.audit.list({ since: 0, limit: 1 }))[0]?.what).toBe('Started Docker on nuc')
  lab.box.run = () => ({ exitCode: 5, out: '', err: 'Unit docker.service not found.\n' })
  expect(await codeOf(lab.care.start('nuc', 'Ada'))).toBe('CommandFailed')
})

test('a restart breaks the connection, waits for the device and then for its apps', async () => {
  const lab = await careOf()
  let boot = 'first'
  let downUntil = 0
  const running = { id: containerId(1), name: 'web', app: 'vaultwarden' }
  lab.box.answer = () => ({
    containers: [{ ...running, status: lab.clock.monotonic() > downUntil + 10_000 ? 'Up 2 seconds' : 'Exited (0) 1 minute ago' }],
  })
  downUntil = -20_000
  await lab.monitoring.pollNow(lab.inventory.resolve('nuc'))
  lab.box.run = ({ argv }) => {
    if (argv[0] === 'cat' && lab.clock.monotonic() < downUntil)
      throw new AppError('DeviceUnreachable', { device: 'nuc', address: '10.0.0.1', port: 22 })
    if (argv[0] === 'cat') return { exitCode: 0, out: `${boot}\n`, err: '' }
    boot = 'second'
    downUntil = lab.clock.monotonic() + 60_000
    throw new AppError('DeviceConnectionLost', { device: 'nuc' })
  }
  const job = await lab.care.restartDevice('nuc', 'Ada')
  await settled()
  const view = await endOf(lab, job.id)
  expect(view).toMatchObject({ status: 'succeeded', result: { notRunning: [] }, title: 'Restart nuc' })
  expect(lab.box.ran.filter(({ argv }) => argv[3] === 'mycopod-reboot')).toHaveLength(1)
  expect(lab.clock.monotonic()).toBeGreaterThan(70_000)
})
