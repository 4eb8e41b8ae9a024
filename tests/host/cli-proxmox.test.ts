import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { bridgeViewSchema, clusterTaskSchema, clusterViewSchema, nodeViewSchema } from '../../shared/model/cluster.ts'
import {
  guestBackupSchema,
  guestDetailSchema,
  guestSnapshotSchema,
  guestViewSchema,
  imageSchema,
  loadPointSchema,
} from '../../shared/model/guest.ts'
import { guestChangePreviewSchema } from '../../shared/model/guest-wish.ts'
import { type CliRun, runCli, startServe } from '../support/run-cli.ts'
import { newDataFolder } from '../support/served-host.ts'

let folder: Awaited<ReturnType<typeof newDataFolder>>
let served: Awaited<ReturnType<typeof startServe>>
let home: DemoCluster
beforeAll(async () => {
  ;[folder, home] = await Promise.all([newDataFolder(), startDemoCluster({ speed: 100 })])
  served = await startServe(folder.path)
  expect((await add([...asRoot, ...fingerprint()])).code).toBe(0)
  await read(clusterViewSchema, 'use-token')
})
afterAll(async () => {
  await served.stop()
  await home.close()
  await folder.remove()
})

const mycopod = (...args: readonly string[]): Promise<CliRun> => runCli(['proxmox', ...args, '--json'], { data: folder.path })
const add = (more: readonly string[], stdin = home.password): Promise<CliRun> =>
  runCli(['proxmox', 'add', '--url', home.urls[0] ?? '', '--json', ...more], { data: folder.path, stdin: `${stdin}\n` })
const asRoot = ['--user', 'root@pam', '--password-stdin']
const fingerprint = () => ['--fingerprint', home.fingerprints.pve1 ?? '']

const problem = z.object({
  error: z.object({ code: z.string(), title: z.string().min(5), fixes: z.array(z.object({ kind: z.string() })) }),
})
const codeIn = (run: CliRun): readonly [number | null, string] => [run.code, problem.parse(run.json()).error.code]

/** A job that was followed to its end: exit code and last line. */
async function done(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const run = await mycopod(...args)
  const last = run.lines().at(-1) ?? {}
  expect([run.code, run.stderr, last.error]).toEqual([0, '', undefined])
  expect(last).toMatchObject({ job: expect.any(String), state: 'done' })
  return last
}

async function read<T>(schema: z.ZodType<T>, ...args: readonly string[]): Promise<T> {
  const run = await mycopod(...args)
  expect([run.code, run.stderr]).toEqual([0, ''])
  expect(run.stdout.trimEnd()).not.toContain('\n')
  return schema.parse(run.json())
}

describe('proxmox add', () => {
  it('asks about the certificate before it gives away a password', async () => {
    const refused = await add(asRoot)
    expect(codeIn(refused)).toEqual([3, 'ClusterFingerprintNotAccepted'])
    expect(refused.stdout).toContain(home.fingerprints.pve1)
    const plain = await runCli(['proxmox', 'add', '--url', home.urls[0] ?? '', ...asRoot], { data: folder.path, stdin: 'x\n' })
    expect(plain.stderr).toContain(`--fingerprint ${home.fingerprints.pve1}`)
  })

  it('refuses a wrong password or token with 4, and a missing code with 3', async () => {
    const other = await loneNode()
    const tried = async (more: readonly string[], stdin: string) => codeIn(await addOther(other, more, stdin))
    const { user, password } = other.withSecondFactor
    expect(await tried(asRoot, 'wrong')).toEqual([4, 'ClusterLoginRefused'])
    expect(await tried(['--token-id', 'a@pve!b', '--token-secret-stdin'], 'no')).toEqual([4, 'ClusterLoginRefused'])
    expect(await tried(['--user', user, '--password-stdin'], password)).toEqual([3, 'ClusterCodeNeeded'])
    const nowhere = await runCli(['proxmox', 'add', '--url', '127.0.0.1:1', ...asRoot, '--json'], { data: folder.path, stdin: 'x\n' })
    expect(codeIn(nowhere)).toEqual([4, 'ClusterUnreachable'])
  }, 30_000)

  it.each([
    [['proxmox', 'frobnicate'], 'mycopod proxmox needs one of: add, list'],
    [['proxmox', 'guest', 'frobnicate'], 'mycopod proxmox guest needs one of: show'],
    [['proxmox', 'add'], '--url is missing'],
    [['proxmox', 'add', '--url', 'x'], 'Give --token-id'],
    [['proxmox', 'add', '--url', 'x', '--user', 'root@pam'], '--password-stdin'],
    [['proxmox', 'guest', 'create', 'x', '--cluster', 'home'], 'Give one of --image'],
    [['proxmox', 'guest', 'change', 'x'], 'Nothing to change'],
    [['proxmox', 'guest', 'shutdown', 'x', '--seconds', 'long'], '--seconds takes a number'],
  ])('%j is wrong usage', async (args, said) => {
    const run = await runCli(args, { data: folder.path, stdin: '' })
    expect([run.code, run.stdout]).toEqual([2, ''])
    expect(run.stderr).toContain(said)
  })

  it('refuses the same cluster twice; a name can be changed', async () => {
    expect(codeIn(await add([...asRoot, ...fingerprint()]))).toEqual([2, 'BadInput'])
    expect(await read(clusterViewSchema, 'edit', 'home', '--name', 'lab')).toMatchObject({
      name: 'lab',
      login: { method: 'token', tokenId: 'mycopod@pve!mycopod' },
    })
    await read(clusterViewSchema, 'edit', 'lab', '--name', 'home')
  })

  it('removing asks first, and nothing in the cluster changes', async () => {
    const other = await loneNode()
    const added = await addOther(other, ['--name', 'other', ...asRoot], other.password)
    expect(clusterViewSchema.parse(added.json())).toMatchObject({ name: 'other', state: 'healthy' })
    expect(codeIn(await mycopod('remove', 'other'))).toEqual([3, 'NeedsApproval'])
    const before = other.world.guests.size
    const removed = await mycopod('remove', 'other', '--yes')
    expect([removed.code, removed.json()]).toEqual([0, { forgotten: expect.arrayContaining(['Its login']) }])
    expect(other.world.guests.size).toBe(before)
    expect((await read(z.array(clusterViewSchema), 'list')).map(each => each.name)).toEqual(['home'])
  }, 30_000)
})

describe('what is read', () => {
  it.each([
    ['list', ['list'], z.array(clusterViewSchema).length(1)],
    ['show', ['show'], clusterViewSchema],
    ['nodes', ['nodes', 'home'], z.array(nodeViewSchema).length(3)],
    ['load', ['load', 'pve1', '--range', 'day'], z.array(loadPointSchema)],
    ['guests', ['guests'], z.array(guestViewSchema).min(5)],
    ['images', ['images', '--node', 'pve2'], z.array(imageSchema).min(3)],
    ['networks', ['networks'], z.array(bridgeViewSchema).min(2)],
    ['tasks', ['tasks'], z.array(clusterTaskSchema).min(3)],
    ['backups', ['backups'], z.array(guestBackupSchema).min(1)],
    ['guest show', ['guest', 'show', 'web-01'], guestDetailSchema],
    ['guest load', ['guest', 'load', '101'], z.array(loadPointSchema)],
    ['guest tasks', ['guest', 'tasks', 'web-01'], z.array(clusterTaskSchema).min(1)],
    ['guest places', ['guest', 'places', 'db-1'], z.object({ vmid: z.literal(103), storage: z.literal('ceph') })],
    ['guest snapshots', ['guest', 'snapshots', 'db-1'], z.array(guestSnapshotSchema).length(1)],
    ['guest backups', ['guest', 'backups', 'web-01'], z.array(guestBackupSchema).length(1)],
    ['guest console', ['guest', 'console', 'web-01'], z.object({ url: z.url() })],
    [
      'guest change --preview',
      ['guest', 'migrate', 'db-1', 'pve1', '--preview'],
      z.object({ possible: z.boolean(), downtime: z.string() }),
    ],
  ] as const)('%s is one document and nothing else', async (_, args, schema) => {
    await read(schema as z.ZodType, ...args)
  })

  it('a task with its lines, and tables without --json', async () => {
    const [task] = await read(z.array(clusterTaskSchema), 'tasks')
    const log = await read(z.object({ task: clusterTaskSchema, lines: z.array(z.object({ text: z.string() })) }), 'task', task?.id ?? '')
    expect(log.lines.length).toBeGreaterThan(0)
    for (const args of [
      ['list'],
      ['show'],
      ['nodes'],
      ['guests'],
      ['images'],
      ['tasks'],
      ['guest', 'show', 'web-01'],
      ['guest', 'backups', 'web-01'],
    ]) {
      const run = await runCli(['proxmox', ...args], { data: folder.path })
      expect([run.code, run.stderr]).toEqual([0, ''])
      expect(run.stdout).not.toMatch(/undefined|\[object|NaN/)
    }
  }, 30_000)
})

describe('guests', () => {
  it('are made, changed, switched, kept and destroyed', async () => {
    const image = ['--image', 'local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst']
    await done('guest', 'create', 'apps', ...image, '--node', 'pve2', '--size', 'small', '--tag', 'web', '--no-start')
    expect((await read(guestDetailSchema, 'guest', 'show', 'apps')).guest).toMatchObject({ node: 'pve2', state: 'stopped', ours: true })
    await done('guest', 'start', 'apps')
    const preview = await mycopod('guest', 'change', 'apps', '--cores', '3', '--preview')
    expect([preview.code, guestChangePreviewSchema.parse(preview.json()).changes[0]?.field]).toEqual([3, 'cores'])
    await done('guest', 'change', 'apps', '--cores', '3', '--memory', '1024', '--disk', '9')
    expect((await read(guestDetailSchema, 'guest', 'show', 'apps')).config).toMatchObject({ cores: 3, memoryMiB: 1024 })
    await done('guest', 'snapshot', 'apps', 'before', '--description', 'Before all that')
    expect(codeIn(await lastProblem('guest', 'rollback', 'apps', 'before'))).toEqual([3, 'NeedsApproval'])
    await done('guest', 'rollback', 'apps', 'before', '--yes')
    await done('guest', 'remove-snapshot', 'apps', 'before')
    await done('guest', 'backup', 'apps', '--storage', 'local', '--notes', 'by hand')
    await done('guest', 'shutdown', 'apps', '--seconds', '30')
    await done('guest', 'restore', 'apps', '--name', 'apps-2')
    await done('guest', 'move-disk', 'apps', 'rootfs', 'ceph')
    await done('guest', 'migrate', 'apps', 'pve3')
    await done('guest', 'create', 'apps-3', '--clone', 'apps', '--no-start')
    await done('guest', 'template', 'apps-3', '--yes')
    const [backup] = await read(z.array(guestBackupSchema), 'guest', 'backups', 'apps')
    expect(codeIn(await lastProblem('remove-backup', backup?.volume ?? ''))).toEqual([3, 'NeedsApproval'])
    await done('remove-backup', backup?.volume ?? '', '--yes')
    expect(codeIn(await lastProblem('guest', 'remove', 'apps'))).toEqual([3, 'NeedsApproval'])
    await done('guest', 'remove', 'apps', '--name-typed', 'apps')
    await done('guest', 'remove', 'apps-3', '--name-typed', 'apps-3')
    expect(codeIn(await lastProblem('guest', 'show', 'apps'))).toEqual([1, 'NotFound'])
  }, 120_000)

  it('of others are changed only with a yes, which is said', async () => {
    const refused = await mycopod('guest', 'change', 'web-01', '--cores', '3')
    expect(codeIn(refused)).toEqual([3, 'GuestForeign'])
    const plain = await runCli(['proxmox', 'guest', 'change', 'web-01', '--cores', '3'], { data: folder.path })
    expect(plain.stderr).toContain('--yes')
    await done('guest', 'change', 'web-01', '--cores', '3', '--yes')
    await done('guest', 'revert', 'web-01', '--yes').catch(() => undefined)
  }, 30_000)

  it('a failed task ends with 1, undone, and says why', async () => {
    home.faults.lock(103, 'backup')
    const run = await mycopod('guest', 'backup', 'db-1', '--storage', 'nowhere')
    expect(codeIn(run)).toEqual([1, 'GuestInputInvalid'])
    home.faults.lock(103)
  })
})

async function loneNode(): Promise<DemoCluster> {
  const other = await startDemoCluster({ nodes: 1, seed: 'other' })
  onTestFinished(() => other.close())
  return other
}

function addOther({ urls, fingerprints }: DemoCluster, more: readonly string[], stdin: string): Promise<CliRun> {
  const where = ['--url', urls[0] ?? '', '--fingerprint', fingerprints.pve1 ?? '']
  return runCli(['proxmox', 'add', ...where, ...more, '--json'], { data: folder.path, stdin })
}

/** A run whose last line, or only one, is a problem. */
async function lastProblem(...args: readonly string[]): Promise<CliRun> {
  const run = await mycopod(...args)
  return { ...run, json: () => run.lines().at(-1) as never }
}
