import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type DemoDevice, type DemoHomelab, startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import { appViewSchema } from '../../shared/model/app.ts'
import { auditEntrySchema } from '../../shared/model/audit.ts'
import { deviceCheckSchema, deviceViewSchema } from '../../shared/model/device.ts'
import { jobViewSchema, whatIDidSchema } from '../../shared/model/job.ts'
import { overviewSchema } from '../../shared/model/overview.ts'
import { placementRecordSchema } from '../../shared/model/placement.ts'
import { recipeSchema, recipeSummarySchema } from '../../shared/model/recipe.ts'
import { type CliRun, runCli, startServe } from '../support/run-cli.ts'
import { newDataFolder } from '../support/served-host.ts'

let folder: Awaited<ReturnType<typeof newDataFolder>>
let served: Awaited<ReturnType<typeof startServe>>
let homelab: DemoHomelab
beforeAll(async () => {
  ;[folder, homelab] = await Promise.all([newDataFolder(), startDemoHomelab({ devices: 4, speed: 100 })])
  served = await startServe(folder.path)
  for (const device of homelab.devices.slice(0, 3)) await add(device, ['--accept-host-key', device.hostKey])
})
afterAll(async () => {
  await served.stop()
  await homelab.close()
  await folder.remove()
})

const mycopod = (...args: readonly string[]): Promise<CliRun> => runCli(args, { data: folder.path })

function add(device: DemoDevice, more: readonly string[], stdin = device.password): Promise<CliRun> {
  const { name, address, port, user } = device
  const login = ['--address', address, '--port', String(port), '--user', user, '--password-stdin', '--name', name]
  return runCli(['device', 'add', ...login, '--json', ...more], { data: folder.path, stdin: `${stdin}\n` })
}

/** The device of the demo that is not added. */
function stranger(): DemoDevice {
  const device = homelab.devices[3]
  if (!device) throw new Error('the demo has too few devices')
  return device
}

const problem = z.object({
  error: z.object({
    code: z.string(),
    title: z.string().min(5),
    because: z.string().nullable(),
    fixes: z.array(z.object({ kind: z.string() })),
  }),
})

describe('wrong usage', () => {
  it.each([
    [['frobnicate'], 'There is no command “frobnicate”'],
    [['device', 'frobnicate'], 'mycopod device needs one of'],
    [['status', '--frobnicate'], '--frobnicate'],
    [['device', 'show'], 'NAME is missing'],
    [['status', 'surplus'], '“surplus” is not expected'],
    [['serve', '--listen', 'everywhere'], '--listen takes HOST:PORT'],
    [['app', 'deploy', 'vaultwarden', '--set', 'nothing'], '--set takes KEY=VALUE'],
    [['app', 'deploy', 'vaultwarden', '--set', 'port=99999'], 'A port is a number'],
    [['place', 'vaultwarden', '--profile', 'best'], '--profile takes one of'],
    [['device', 'add', '--address', '127.0.0.1'], '--user is missing'],
    [['audit', '--since', 'yesterday'], '--since takes a date'],
    [['audit', '--archive'], '--archive goes with --verify'],
  ])('%j ends with 2, said on standard error or as JSON', async (args, said) => {
    const [plain, json] = await Promise.all([mycopod(...args), mycopod(...args, '--json')])
    expect([plain.code, plain.stdout]).toEqual([2, ''])
    expect(plain.stderr).toContain(said)
    expect([json.code, json.stderr]).toEqual([2, ''])
    expect(problem.parse(json.json()).error).toMatchObject({ code: 'Usage', title: expect.stringContaining(said) })
  })

  it('help and version answer with 0, nothing at all with 2', async () => {
    const [help, version, ofCommand, nothing] = await Promise.all([
      mycopod('--help'),
      mycopod('--version'),
      mycopod('app', 'deploy', '--help'),
      runCli([], { data: '' }),
    ])
    expect([help.code, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toContain('app deploy SLUG')
    expect([version.code, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
    expect(ofCommand.stdout).toContain('Usage: mycopod app deploy SLUG')
    expect(nothing.code).toBe(2)
  })
})

describe('device add', () => {
  it('asks for the host key before it gives away a password', async () => {
    const refused = await add(stranger(), [])
    expect([refused.code, refused.stderr]).toEqual([3, ''])
    expect(problem.parse(refused.json()).error).toMatchObject({ code: 'HostKeyNotAccepted', title: expect.any(String) })
    expect(refused.stdout).toContain(stranger().hostKey)
  })

  it('refuses a wrong password with 4', async () => {
    const refused = await add(stranger(), ['--accept-host-key', stranger().hostKey], 'wrong')
    expect([refused.code, refused.stderr]).toEqual([4, ''])
    expect(problem.parse(refused.json()).error.code).toBe('LoginRefused')
    expect(refused.stdout).not.toContain('wrong"')
  })

  it('refuses a closed port with 4', async () => {
    const refused = await add({ ...stranger(), port: 1 }, [])
    expect([refused.code, problem.parse(refused.json()).error.code]).toEqual([4, 'PortClosed'])
  })

  it.each([
    ['some too many', 'Hello. '.repeat(40_000), /at most 262,144 are read/],
    ['far too many', 'Hello. '.repeat(400_000), /at most 262,144 are read/],
  ])('says in words that a text has %s characters', async (_, stdin, words) => {
    await mycopod('declare', 'init')
    for (const args of [['interpret'], ['declare', 'edit']]) {
      const { code, stdout, stderr } = await runCli(args, { data: folder.path, stdin })
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)])
    }
  })

  it.each([
    ['too long', Buffer.from('Hello. '.repeat(40_000)), /at most 262,144 are read/],
    ['no text', Buffer.from([0xff, 0, 0xfe, 1, 0]), /It is no text/],
  ])('keeps no file of the folder that is %s, and leaves it as it is', async (_, content, words) => {
    const path = join(folder.path, 'declarations', 'home.md')
    await mycopod('declare', 'init')
    writeFileSync(path, content)
    const { code, stderr } = await mycopod('declare', 'commit')
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)])
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('takes the password from standard input only', async () => {
    const refused = await add(stranger(), ['--password', stranger().password])
    expect(refused.code).toBe(2)
  })
})

describe('JSON', () => {
  it.each([
    ['status', ['status'], overviewSchema],
    ['device list', ['device', 'list'], z.array(deviceViewSchema).length(3)],
    ['device show', ['device', 'show', 'nuc-1'], deviceViewSchema],
    ['device check', ['device', 'check', 'nuc-1'], z.array(deviceCheckSchema).min(5)],
    ['catalog list', ['catalog', 'list'], z.array(recipeSummarySchema).min(2)],
    ['catalog show', ['catalog', 'show', 'vaultwarden'], recipeSchema],
    ['place', ['place', 'vaultwarden'], placementRecordSchema],
    ['app list', ['app', 'list'], z.array(appViewSchema)],
    ['job list', ['job', 'list'], z.array(jobViewSchema)],
    ['audit', ['audit'], z.array(auditEntrySchema).min(3)],
    ['audit --verify', ['audit', '--verify'], z.object({ entries: z.number().min(3), altered: z.null() })],
    ['audit --verify --archive', ['audit', '--verify', '--archive'], z.object({ archived: z.literal(0), altered: z.null() })],
  ] as const)('%s is one document and nothing else', async (_, args, schema) => {
    const run = await mycopod(...args, '--json')
    expect([run.code, run.stderr]).toEqual([0, ''])
    expect(run.stdout.trimEnd()).not.toContain('\n')
    schema.parse(run.json())
  })

  it('names what is not there', async () => {
    const run = await mycopod('device', 'show', 'nowhere', '--json')
    expect([run.code, problem.parse(run.json()).error.code]).toEqual([1, 'NotFound'])
  })

  it('without it the same is said in sentences', async () => {
    const [list, missing] = await Promise.all([mycopod('device', 'list'), mycopod('device', 'show', 'nowhere')])
    expect([list.code, list.stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^NAME +STATE +ADDRESS/)])
    expect([missing.code, missing.stdout]).toEqual([1, ''])
    expect(missing.stderr).toMatch(/^There is no device called nowhere\. Known: /)
  })
})

describe('app deploy', () => {
  it('streams a JSON object a line and ends with how it is; what-i-did tells all of it, and removing asks first', async () => {
    const deploy = await mycopod('app', 'deploy', 'vaultwarden', '--name', 'passwords', '--json')
    expect([deploy.code, deploy.stderr]).toEqual([0, ''])
    const lines = deploy.lines()
    const last = lines.at(-1) ?? {}
    expect(last).toMatchObject({ job: expect.any(String), state: 'running', app: 'passwords', url: expect.stringMatching(/^https?:\/\//) })
    expect(lines.slice(0, -1).map(line => line.seq)).toEqual(lines.slice(0, -1).map((_, at) => at + 1))

    const did = await mycopod('what-i-did', String(last.job), '--json')
    const { files, deeds } = whatIDidSchema.parse(did.json())
    expect(files.map(file => file.path.split('/').at(-1))).toContain('compose.yaml')
    expect(deeds.some(({ deed }) => deed.kind === 'command' && deed.command.includes('compose'))).toBe(true)

    const asked = await mycopod('app', 'remove', 'passwords', '--json')
    expect([asked.code, problem.parse(asked.json()).error.code]).toEqual([3, 'NeedsApproval'])
    const removed = await mycopod('app', 'remove', 'passwords', '--yes', '--json')
    expect([removed.code, removed.lines().at(-1)?.state]).toEqual([0, 'done'])
    expect((await mycopod('app', 'list', '--json')).json()).toEqual([])
  }, 60_000)

  it('cancelled by Ctrl C undoes all of it and ends with 130', async () => {
    const undo = await homelab.faults.slowPull('nuc-1', 1000)
    const run = await runCli(['app', 'deploy', 'uptime-kuma', '--name', 'watcher', '--device', 'nuc-1', '--json'], {
      data: folder.path,
      onLine: (line, child) => {
        if (line.includes('"step-progress","step":"download"')) child.kill('SIGINT')
      },
    })
    await undo()
    expect(run.stderr).toBe('')
    expect(run.code).toBe(130)
    expect(run.lines().at(-1)).toMatchObject({ state: 'rolled_back' })
    expect(run.lines().find(line => line.type === 'checked')).toMatchObject({ clean: true })
    expect((await mycopod('app', 'list', '--json')).json()).toEqual([])
  }, 60_000)

  it('says with 1 why it failed, and that nothing was left', async () => {
    const undo = await homelab.faults.registryGone('nuc-1')
    const run = await mycopod('app', 'deploy', 'uptime-kuma', '--name', 'watcher', '--device', 'nuc-1', '--json')
    await undo()
    expect(run.code).toBe(1)
    expect(run.lines().at(-1)).toMatchObject({ state: 'rolled_back', error: { code: expect.any(String), title: expect.any(String) } })
    expect((await mycopod('app', 'list', '--json')).json()).toEqual([])
  }, 60_000)
})
