import { readFile } from 'node:fs/promises'
import { AppError, problemOf } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { DeviceCheck, DeviceView, LoginInput } from '../../../shared/model/device.ts'
import { type Command, given, type Invocation, positional, text } from '../command.ts'
import { problemText, UsageError } from '../failure.ts'
import { followJob } from '../follow-job.ts'
import { percent, table } from '../table.ts'

const name = ['NAME'] as const

/** Commands about devices. */
export const commands: readonly Command[] = [
  {
    name: 'device add',
    takes: [],
    options: {
      address: { type: 'string' },
      port: { type: 'string' },
      user: { type: 'string' },
      name: { type: 'string' },
      'password-stdin': { type: 'boolean' },
      key: { type: 'string' },
      'passphrase-stdin': { type: 'boolean' },
      agent: { type: 'boolean' },
      'accept-host-key': { type: 'string' },
      'sudo-password-stdin': { type: 'boolean' },
      'this-computer': { type: 'boolean' },
    },
    optionHelp:
      '(--address A [--port N] --user U (--password-stdin | --key FILE [--passphrase-stdin] | --agent) [--sudo-password-stdin] [--accept-host-key SHA256:…] | --this-computer) [--name N]',
    summary: 'Add a device after a connection test; several secrets on standard input come a line each, login first',
    async run(invocation) {
      const wanted = text(invocation, 'name')
      const client = given(invocation, 'this-computer') ? await invocation.client() : undefined
      const device = client
        ? await client.devices.addThisComputer(wanted === undefined ? {} : { name: wanted })
        : await addOverSsh(invocation, wanted)
      invocation.answer(device, () => `${device.name} is added: ${describe(device)}.\nNext: mycopod device check ${device.name}`)
      return 0
    },
  },
  {
    name: 'device list',
    takes: [],
    options: {},
    summary: 'All devices',
    async run(invocation) {
      const devices = await (await invocation.client()).devices.list()
      invocation.answer(devices, () =>
        devices.length === 0
          ? 'No device is added yet. Look for some: mycopod discover'
          : table(
              ['NAME', 'STATE', 'ADDRESS', 'SYSTEM', 'PROCESSOR', 'MEMORY FREE'],
              devices.map(device => [
                device.name,
                device.maintenance ? 'maintenance' : device.state,
                device.address,
                device.facts?.os.name,
                percent(device.sample?.cpuFraction),
                device.sample && bytesInWords(device.sample.memoryAvailableBytes),
              ]),
            ),
      )
      return 0
    },
  },
  {
    name: 'device show',
    takes: name,
    options: {},
    summary: 'One device',
    async run(invocation) {
      const device = await (await invocation.client()).devices.get({ device: positional(invocation, 0) })
      invocation.answer(
        device,
        () => `${device.name}: ${describe(device)}${device.problem ? `\n${problemText(problemOf(device.problem))}` : ''}`,
      )
      return 0
    },
  },
  {
    name: 'device check',
    takes: name,
    options: {},
    summary: 'Check what a device needs',
    async run(invocation) {
      const checks = await (await invocation.client()).devices.check({ device: positional(invocation, 0) })
      invocation.answer(checks, () => checks.map(checkText).join('\n'))
      return checks.some(check => check.result === 'failed') ? 1 : 0
    },
  },
  {
    name: 'device install-docker',
    takes: name,
    options: { source: { type: 'string' } },
    optionHelp: '[--source distribution|docker]',
    summary: 'Install Docker; taken away again if it fails',
    async run(invocation) {
      const source = text(invocation, 'source') ?? 'distribution'
      if (source !== 'distribution' && source !== 'docker') throw new UsageError('--source takes distribution or docker')
      const client = await invocation.client()
      const { job } = await client.devices.installDocker({ device: positional(invocation, 0), source })
      return followJob(invocation, client, job, () => ({}))
    },
  },
  {
    name: 'device maintenance',
    takes: ['NAME', 'on|off'],
    options: {},
    summary: 'Take a device out of service, or back',
    async run(invocation) {
      const state = positional(invocation, 1)
      if (state !== 'on' && state !== 'off') throw new UsageError('device maintenance takes on or off')
      const device = await (await invocation.client()).devices.maintenance({ device: positional(invocation, 0), on: state === 'on' })
      invocation.answer(device, `${device.name} is ${device.maintenance ? 'out of' : 'in'} service.`)
      return 0
    },
  },
  {
    name: 'device remove',
    takes: name,
    options: {},
    summary: 'Forget a device; nothing on it changes',
    async run(invocation) {
      const device = positional(invocation, 0)
      const client = await invocation.client()
      const preview = await client.devices.removalPreview({ device })
      if (!invocation.yes)
        throw new AppError('NeedsApproval', {
          what: `Removing ${device}`,
          consequence: `Forgotten: ${preview.forgotten.join(', ')}. Stays on it: ${preview.stays.join(', ') || 'nothing'}.`,
        })
      const removed = await client.devices.remove({ device, approved: true })
      invocation.answer(removed, `${device} is forgotten.`)
      return 0
    },
  },
]

async function addOverSsh(invocation: Invocation, wanted: string | undefined): Promise<DeviceView> {
  const [address, user] = [text(invocation, 'address'), text(invocation, 'user')]
  if (address === undefined || user === undefined) throw new UsageError(`${address === undefined ? '--address' : '--user'} is missing`)
  const port = Number(text(invocation, 'port') ?? 22)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError('--port takes a number from 1 to 65535')
  const { login, sudoPassword } = await readLogin(invocation)
  const acceptHostKey = text(invocation, 'accept-host-key')
  const client = await invocation.client()
  return client.devices.add(
    {
      address,
      port,
      user,
      login,
      ...(wanted !== undefined && { name: wanted }),
      ...(sudoPassword !== undefined && { sudoPassword }),
      ...(acceptHostKey !== undefined && { acceptHostKey }),
    },
    { signal: invocation.signal },
  )
}

async function readLogin(invocation: Invocation): Promise<{ readonly login: LoginInput; readonly sudoPassword: string | undefined }> {
  const key = text(invocation, 'key')
  const ways = [given(invocation, 'password-stdin'), key !== undefined, given(invocation, 'agent')].filter(Boolean).length
  if (ways !== 1) throw new UsageError('Give one of --password-stdin, --key FILE or --agent')
  const asked = ['password-stdin', 'passphrase-stdin', 'sudo-password-stdin'].filter(option => given(invocation, option))
  const lines = asked.length === 0 ? [] : (await invocation.readInput()).split(/\r?\n/)
  const secret = (option: string): string | undefined => {
    const at = asked.indexOf(option)
    if (at === -1) return undefined
    const value = asked.length === 1 ? lines.join('\n') : lines[at]
    if (value === undefined || value === '') throw new UsageError(`Nothing came on standard input for --${option}`)
    return value
  }
  const sudoPassword = secret('sudo-password-stdin')
  if (given(invocation, 'agent')) return { login: { method: 'agent' }, sudoPassword }
  if (key === undefined) return { login: { method: 'password', password: secret('password-stdin') ?? '' }, sudoPassword }
  const passphrase = secret('passphrase-stdin')
  const privateKey = await readFile(key, 'utf8').catch(() => {
    throw new UsageError(`The key file ${key} cannot be read`)
  })
  return { login: { method: 'key', privateKey, ...(passphrase !== undefined && { passphrase }) }, sudoPassword }
}

function describe(device: DeviceView): string {
  const { facts, sample } = device
  return [
    device.state,
    `${device.user}@${device.address}:${device.port}`,
    facts && `${facts.os.name}, ${facts.cpu.cores} cores, ${facts.architecture}`,
    facts?.docker && `Docker ${facts.docker.version}`,
    sample && `${bytesInWords(sample.memoryAvailableBytes)} of ${bytesInWords(sample.memoryTotalBytes)} memory free`,
  ]
    .filter(part => part !== undefined && part !== '')
    .join(' · ')
}

const marks = { passed: '✓', warning: '!', failed: '✗', unknown: '?' } as const

function checkText(check: DeviceCheck): string {
  const line = `${marks[check.result]} ${check.title}: ${check.found}`
  return check.problem === undefined || check.result === 'passed'
    ? line
    : `${line}\n    ${problemText(problemOf(check.problem)).replaceAll('\n', '\n    ')}`
}
