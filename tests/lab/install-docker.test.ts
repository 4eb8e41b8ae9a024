import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectionToLab, createRealLab } from '../support/real-lab.ts'
import { removeDocker, replaceProgram } from './setup/faults.ts'
import { dev3, onDevice } from './setup/lab.ts'

let lab: Awaited<ReturnType<typeof createRealLab>>

beforeEach(async () => {
  lab = await createRealLab()
  await lab.inventory.add({ ...(await connectionToLab(dev3, 'pi')), name: 'dev3' }, 'Ada')
})

afterEach(async () => {
  await lab.close()
  if ((await onDevice(dev3, 'sh', '-c', 'command -v docker || true')) !== '') await removeDocker(dev3)
  await onDevice(dev3, 'sh', '-c', 'gpasswd -d pi docker; rm -f /etc/apt/sources.list.d/docker.list /etc/apt/keyrings/docker.asc; true')
})

const packages = () => onDevice(dev3, 'sh', '-c', 'dpkg -l | grep ^ii | sort')
const ended = async (job: string) => {
  await lab.jobs.idle()
  return lab.jobs.view(job)
}

test('Docker is installed, started and found, with its output live', async () => {
  const job = await lab.dockerCare.install('dev3', 'distribution', 'Ada')
  const view = await ended(job.id)
  expect(view.error).toBeUndefined()
  expect(view).toMatchObject({ status: 'succeeded', fraction: 1, result: { version: expect.stringMatching(/^26\./) } })
  expect(view.lines).toBeGreaterThan(20)
  expect(view.steps.map(step => [step.id, step.status])).toEqual(
    ['look', 'lists', 'packages', 'service', 'group', 'check'].map(id => [id, 'done']),
  )
  expect(lab.monitoring.view(lab.inventory.resolve('dev3'))).toMatchObject({ state: 'online', facts: { docker: { running: true } } })
  const again = await lab.dockerCare.install('dev3', 'distribution', 'Ada')
  expect(await ended(again.id)).toMatchObject({ status: 'succeeded' })
})

test('cancelled in the middle, everything is taken back', async () => {
  const before = await packages()
  const job = await lab.dockerCare.install('dev3', 'distribution', 'Ada')
  for await (const { events } of lab.jobs.follow(job.id, 0, new AbortController().signal)) {
    if (events.some(event => event.type === 'line' && event.text.startsWith('Unpacking '))) await lab.jobs.cancel(job.id, 'Ada')
  }
  const view = await ended(job.id)
  expect(view).toMatchObject({ status: 'cancelled', undone: true, checked: { clean: true } })
  expect(await packages()).toBe(before)
})

test('a service that does not start is a failure with its last words, and everything is taken back', async () => {
  const before = await packages()
  const undo = await replaceProgram(
    dev3,
    '/usr/bin/systemctl',
    'case "$*" in "start docker.service") echo "no such luck" >&2; exit 1 ;; esac; exec $GENUINE "$@"',
  )
  const job = await lab.dockerCare.install('dev3', 'distribution', 'Ada')
  const view = await ended(job.id)
  await undo()
  expect(view).toMatchObject({
    status: 'failed',
    undone: true,
    error: { code: 'InstallFailed' },
    checked: { clean: true, sentence: 'dev3 is as it was before' },
  })
  expect(await packages()).toBe(before)
})

test('another update that holds the packages is waited for', async () => {
  await onDevice(dev3, 'systemd-run', '--quiet', 'apt-get', '-o', 'APT::Update::Pre-Invoke::=sleep 6', 'update')
  const job = await lab.dockerCare.install('dev3', 'distribution', 'Ada')
  const view = await ended(job.id)
  expect(view).toMatchObject({ status: 'succeeded' })
  expect((await lab.store.jobs.events(job.id, 0)).some(event => event.type === 'line' && event.text.includes('Could not get lock'))).toBe(
    true,
  )
})

test('Docker’s own repository cannot be reached from here: it fails in words and leaves no file', async () => {
  const job = await lab.dockerCare.install('dev3', 'docker', 'Ada')
  const view = await ended(job.id)
  expect(view).toMatchObject({ status: 'failed', undone: true, error: { code: 'InstallFailed' } })
  expect(await onDevice(dev3, 'sh', '-c', 'ls /etc/apt/sources.list.d /etc/apt/keyrings')).not.toMatch(/docker/)
})

test('who is no administrator is told so before anything begins', async () => {
  await lab.inventory.remove('dev3', { approved: true }, 'Ada')
  await lab.inventory.add({ ...(await connectionToLab(dev3, 'ben')), name: 'dev3' }, 'Ada')
  await expect(lab.dockerCare.install('dev3', 'distribution', 'Ada')).rejects.toMatchObject({ code: 'SudoMissing' })
})
