import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where the lab keeps its state; the same folder for lab.sh and for the suites. */
export const labFolder = process.env.MYCOPOD_LAB ?? '/tmp/mycopod-lab'

/** One real device: a Debian 13 system with its own systemd, sshd, address and (but for dev3) Docker. */
export interface LabDevice {
  readonly number: number
  readonly name: string
  readonly address: string
  readonly port: 22
  /** Whether Docker is installed when the lab comes up. */
  readonly hasDocker: boolean
  /** pi: sudo with this password, in the docker group; anna: sudo without a password; ben: neither. root logs in by key only. */
  readonly passwords: { readonly pi: string; readonly anna: string; readonly ben: string }
}

function labDevice(number: number): LabDevice {
  return {
    number,
    name: `dev${number}`,
    address: `10.77.0.${10 + number}`,
    port: 22,
    hasDocker: number !== 3,
    passwords: { pi: `raspberry${number}`, anna: 'anna-password', ben: 'ben-password' },
  }
}

/** The three devices of `lab.sh up`: dev1 and dev2 with Docker, dev3 without. */
export const dev1 = labDevice(1)
export const dev2 = labDevice(2)
export const dev3 = labDevice(3)

/** Keys that every user of every device accepts: one plain, one with a passphrase. */
export const keys = {
  plain: { path: `${labFolder}/keys/plain` },
  locked: { path: `${labFolder}/keys/locked`, passphrase: 'correct horse battery' },
} as const

/** Images in the lab's registry that belong to no recipe; `hello` answers 200 on port 8080, `large` is 48 MB in eight layers. */
export const images = {
  hello: 'mycopod-lab/hello:1',
  helloNext: 'mycopod-lab/hello:2',
  large: 'mycopod-lab/large:1',
  neverHealthy: 'mycopod-lab/never-healthy:1',
  outOfMemory: 'mycopod-lab/out-of-memory:1',
  exits: 'mycopod-lab/exits:1',
} as const

/** Runs one command of lab.sh and gives back what it printed; rejects when it fails. */
export async function labCommand(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('bash', [join(import.meta.dirname, 'lab.sh'), ...args], { maxBuffer: 64 * 1024 * 1024 })
  return stdout
}

/** Runs a program on a device as root, past its network and sshd, and gives back what it printed; rejects when it fails. */
export function onDevice(device: LabDevice, ...argv: readonly string[]): Promise<string> {
  return labCommand('on', String(device.number), ...argv)
}

/** The fingerprint of a device's host key as ssh and MycoPod write it: `SHA256:…`. */
export async function hostKeyFingerprint(device: LabDevice, type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519'): Promise<string> {
  const listing = await onDevice(device, 'ssh-keygen', '-lf', `/etc/ssh/ssh_host_${type}_key.pub`)
  return listing.split(' ')[1] ?? ''
}

/** Takes every container, volume and network off a device and everything below /opt/mycopod; images stay unless told. */
export async function clearDevice(device: LabDevice, also: { readonly images?: boolean } = {}): Promise<void> {
  const docker = `docker ps -aq | xargs -r docker rm -fv; docker network prune -f; docker volume prune -af; ${also.images ? 'docker image prune -af' : ':'}`
  const folders = 'rm -rf /opt/mycopod /root/.mycopod /home/*/.mycopod'
  await onDevice(device, 'sh', '-c', `if command -v dockerd; then ${docker}; fi; ${folders}`)
}

/** Resolves when the condition holds, looking every 100 ms; rejects with what was waited for when it never does. */
export async function waitUntil(what: string, condition: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  const endMs = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error(`waited ${limitMs} ms in vain until ${what}`)
    await delay(100)
  }
}

/** An ssh-agent of its own that holds the key with the passphrase; `stop` ends it and removes its socket. */
export async function startAgent(): Promise<{ readonly socket: string; readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mycopod-agent-'))
  const socket = join(folder, 'socket')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  const ended = new Promise(resolve => agent.once('exit', resolve))
  const answer = join(folder, 'answer') // ssh-add takes a passphrase from a terminal or from a program, nothing else
  await writeFile(answer, `#!/bin/sh\necho '${keys.locked.passphrase}'\n`, { mode: 0o700 })
  const environment = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: answer, SSH_ASKPASS_REQUIRE: 'force' }
  const listens = () =>
    run('ssh-add', ['-q', keys.locked.path], { env: environment }).then(
      () => true,
      () => false,
    )
  await waitUntil('the agent holds the key', listens, 5000)
  return {
    socket,
    stop: async () => {
      agent.kill()
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
