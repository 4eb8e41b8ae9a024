import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import type { Commit } from '../../shared/model/declared.ts'
import type { Drift, KeptPlan } from '../../shared/model/plan.ts'
import { type CliRun, runCli, startServe } from '../support/run-cli.ts'
import { newDataFolder } from '../support/served-host.ts'

let folder: Awaited<ReturnType<typeof newDataFolder>>
let served: Awaited<ReturnType<typeof startServe>>
let cluster: DemoCluster
beforeAll(async () => {
  ;[folder, cluster] = await Promise.all([newDataFolder(), startDemoCluster({ speed: 100 })])
  served = await startServe(folder.path)
  const address = ['--url', cluster.urls[0] ?? '', '--user', 'root@pam', '--fingerprint', cluster.fingerprints.pve1 ?? '']
  expect((await mycopod(['proxmox', 'add', ...address, '--password-stdin'], cluster.password)).code).toBe(0)
  expect(await mycopod(['declare', 'list'])).toMatchObject({
    code: 0,
    stdout: 'Nothing is declared yet. Begin with: mycopod declare init\n',
  })
})
afterAll(async () => {
  await served.stop()
  await cluster.close()
  await folder.remove()
})

const mycopod = (args: readonly string[], stdin?: string): Promise<CliRun> =>
  runCli(args, { data: folder.path, ...(stdin !== undefined && { stdin }) })

/** What a command answers as JSON, with its exit code. */
async function asked<T>(code: number, args: readonly string[], stdin?: string): Promise<T> {
  const run = await mycopod([...args, '--json'], stdin)
  expect([run.code, run.stderr]).toEqual([code, ''])
  return run.json()
}

async function carriedOut(args: readonly string[], confirm: readonly string[] = []): Promise<void> {
  const { plan } = await asked<KeptPlan>(3, args)
  const run = await mycopod(['apply', plan.id, '--yes', ...confirm, '--json'])
  expect([run.code, run.lines().at(-1)]).toMatchObject([0, { state: 'done', plan: plan.id }])
}

const coresOf = (vmid: number) => cluster.world.guests.get(vmid)?.config.cores
const byHand = (cores: number) => Object.assign(cluster.world.guests.get(105)?.config ?? {}, { cores: String(cores) })
const differences = async (code: 0 | 3) => (await asked<{ drift: readonly Drift[] }>(code, ['drift', '--fresh'])).drift

test('a text is written, planned, applied, put back, undone and rolled back by a script', async () => {
  expect(await mycopod(['declare', 'init'])).toMatchObject({ code: 0 })
  expect(await mycopod(['declare', 'edit'], 'dev-box should have 3 cores.\n')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('See what it would do: mycopod plan'),
  })
  const planned = await mycopod(['plan', '--declaration', 'home'])
  expect([planned.code, planned.stdout]).toEqual([3, expect.stringContaining('Change dev-box')])
  expect((await mycopod(['apply', 'no-such-plan', '--yes'])).code).toBe(1)
  const before = coresOf(105)
  await carriedOut(['plan', '--declaration', 'home'])
  expect([before, coresOf(105)]).toEqual(['2', '3'])
  expect((await mycopod(['plan', '--declaration', 'home'])).code).toBe(0)
  expect(await mycopod(['drift', '--fresh'])).toMatchObject({ code: 0, stdout: 'The lab is as it was declared.\n' })

  byHand(1)
  const [found] = await differences(3)
  expect(found).toMatchObject({ about: 'guest:dev-box', declared: '3', found: '1' })
  const id = found?.id ?? ''
  expect(await mycopod(['drift', 'ignore', id, '--until', '2020-01-01'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('This day has begun already'),
  })
  expect((await mycopod(['drift', 'ignore', id])).code).toBe(2)
  expect((await mycopod(['drift', 'ignore', id, '--until', '2100-01-31'])).code).toBe(0)
  expect(await differences(0)).toMatchObject([{ id, ignoredUntil: Date.parse('2100-01-31') }])
  expect(await mycopod(['drift'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/\(ignored until 2100-01-3\d \d\d:\d\d\)/) })
  expect(await mycopod(['drift', 'unignore', id])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^It is said again: /) })
  expect(await mycopod(['drift', 'unignore', 'guest:nobody/cores'])).toMatchObject({ code: 1 })
  await carriedOut(['drift', 'put-back'])
  expect(coresOf(105)).toBe('3')

  byHand(4)
  await differences(3)
  expect(await mycopod(['drift', 'accept', id])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^home says now what was found/) })
  expect(await asked(0, ['declare', 'show'])).toMatchObject({ text: expect.stringContaining('4') })
  expect((await mycopod(['plan', '--declaration', 'home'])).code).toBe(0)
  expect(await mycopod(['declare', 'policy', 'home', 'sometimes'])).toMatchObject({ code: 2, stderr: expect.stringContaining('fix-safe') })
  expect(await mycopod(['declare', 'policy', 'home', 'fix-safe'])).toMatchObject({ code: 0, stdout: 'home: fix-safe\n' })
})

test('earlier texts are listed, compared and brought back, and the lab follows when it is told to', async () => {
  const text = 'Create a Debian container called attic with 1 core and 512 MB of memory.\n'
  await asked(0, ['declare', 'edit', 'trip'], '# Nothing yet\n')
  await asked(0, ['declare', 'edit', 'trip', '--reason', 'An attic'], text)
  const [newest, first] = await asked<readonly Commit[]>(0, ['declare', 'history', 'trip'])
  expect(newest).toMatchObject({ reason: 'An attic', declarations: ['trip'] })
  const start = first?.revision.slice(0, 8) ?? ''
  expect((await mycopod(['declare', 'history', 'trip'])).stdout).toContain(start)
  expect((await mycopod(['declare', 'compare', 'trip', '--from', start])).stdout).toBe(`--- ${start}\n# Nothing yet\n\n+++ now\n${text}\n`)
  await carriedOut(['plan', '--declaration', 'trip'])
  const attic = () => [...cluster.world.guests.values()].filter(guest => guest.config.hostname === 'attic').length
  expect(attic()).toBe(1)

  const { plan } = await asked<KeptPlan>(3, ['rollback', start])
  expect(plan.asksTwice?.names).toEqual(['attic'])
  expect(await mycopod(['apply', plan.id, '--yes'])).toMatchObject({ code: 3, stderr: expect.stringContaining('attic') })
  expect(attic()).toBe(1)
  await carriedOut(['rollback', start], ['--confirm', 'attic'])
  expect(attic()).toBe(0)
  expect(await asked(0, ['declare', 'show', 'trip'])).toMatchObject({ text: '# Nothing yet\n' })
  expect(await mycopod(['declare', 'restore', 'trip', newest?.revision.slice(0, 8) ?? ''])).toMatchObject({ code: 0 })
  expect(await asked(0, ['declare', 'show', 'trip'])).toMatchObject({ text })
  expect(attic()).toBe(0)
  expect((await mycopod(['declare', 'remove', 'trip'])).code).toBe(0)
  expect((await mycopod(['declare', 'show', 'trip'])).code).toBe(1)
})

test('what was done is taken back by the plan that did it', async () => {
  await asked(0, ['declare', 'edit', 'once'], 'win-desktop should have 6 cores.\n')
  const { plan } = await asked<KeptPlan>(3, ['plan', '--declaration', 'once'])
  expect((await mycopod(['apply', plan.id, '--yes'])).code).toBe(0)
  expect(coresOf(102)).toBe('6')
  await carriedOut(['undo', plan.id])
  expect(coresOf(102)).toBe('4')
})
