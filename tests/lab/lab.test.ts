// Longer than 300 lines because each fault is proved and undone beside the others.
import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { Bonjour } from 'bonjour-service'
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  changeHostKey,
  fillDisk,
  freeze,
  installDocker,
  powerOff,
  reboot,
  removeDocker,
  replaceProgram,
  skewClock,
  slowRegistry,
  stopDocker,
  stopRegistry,
  swapImage,
  takePort,
  type Undo,
  unplug,
} from './setup/faults.ts'
import {
  clearDevice,
  dev1,
  dev2,
  dev3,
  hostKeyFingerprint,
  images,
  keys,
  type LabDevice,
  onDevice,
  startAgent,
  waitUntil,
} from './setup/lab.ts'

const run = promisify(execFile)
const strangers = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', '-o', 'ConnectTimeout=4']

/** Logs in over the lab's network as a person would, with the plain key unless told otherwise. */
async function ssh(
  device: LabDevice,
  user: string,
  command: string,
  options: readonly string[] = ['-o', 'IdentitiesOnly=yes', '-i', keys.plain.path],
  env = {},
) {
  const { stdout } = await run('ssh', [...strangers, '-o', 'BatchMode=yes', ...options, `${user}@${device.address}`, command], {
    env: { ...process.env, ...env },
  })
  return stdout.trim()
}

/** How a TCP connection to a device goes: open with the first bytes it sends, or the error's code, or silence for a second. */
function knock(device: LabDevice, port = 22): Promise<string> {
  return new Promise(resolve => {
    const socket = connect({ host: device.address, port, timeout: 1000 })
    const settle = (outcome: string) => {
      socket.destroy()
      resolve(outcome)
    }
    socket.once('data', data => settle(data.toString('latin1').trim()))
    socket.once('timeout', () => settle('silence'))
    socket.once('error', error => settle('code' in error ? String(error.code) : error.message))
  })
}

const answers = (device: LabDevice) => waitUntil(`${device.name} answers`, async () => (await knock(device)).startsWith('SSH-2.0'))
const docker = (device: LabDevice, ...args: readonly string[]) => onDevice(device, 'docker', ...args)

/** Undoes a fault once, now or, when the test fails before, at its end. */
function undoOnce(undo: Undo): Undo {
  let undone: Promise<void> | undefined
  const once = () => {
    undone ??= undo()
    return undone
  }
  onTestFinished(once)
  return once
}

beforeAll(async () => {
  for (const device of [dev1, dev2, dev3]) await clearDevice(device, { images: true })
})

describe('devices', () => {
  it.each([dev1, dev2, dev3])('$name lets its users in and gives each what it should', async device => {
    await expect(ssh(device, 'root', 'hostname')).resolves.toBe(device.name)
    await expect(ssh(device, 'pi', 'sudo -n true')).rejects.toThrow('a password is required')
    await expect(ssh(device, 'pi', `echo ${device.passwords.pi} | sudo -S -p '' id -u`)).resolves.toBe('0')
    await expect(ssh(device, 'anna', 'sudo -n id -u')).resolves.toBe('0')
    await expect(ssh(device, 'ben', `echo ${device.passwords.ben} | sudo -S id -u`)).rejects.toThrow('not in the sudoers file')
    const groups = await Promise.all(['pi', 'anna', 'ben'].map(user => ssh(device, user, 'id -nG')))
    expect(groups.map(names => names.split(' ').includes('docker'))).toEqual([device.hasDocker, false, false])
  })

  it('take passwords', async () => {
    const login = (password: string) =>
      run('sshpass', ['-p', password, 'ssh', ...strangers, '-o', 'PubkeyAuthentication=no', `pi@${dev2.address}`, 'id -un'])
    await expect(login(dev2.passwords.pi)).resolves.toMatchObject({ stdout: 'pi\n' })
    await expect(login(dev1.passwords.pi)).rejects.toThrow('Permission denied')
  })

  it('take a key with a passphrase through an agent, and not without one', async () => {
    const agent = await startAgent()
    onTestFinished(agent.stop)
    await expect(ssh(dev1, 'pi', 'id -un', [], { SSH_AUTH_SOCK: agent.socket })).resolves.toBe('pi')
    await expect(ssh(dev1, 'pi', 'id -un', ['-o', 'IdentitiesOnly=yes', '-i', keys.locked.path])).rejects.toThrow('Permission denied')
  })

  it('announce themselves in the local network', async () => {
    const socket: object = { interface: '10.77.0.1', bind: '0.0.0.0' } // handed on to multicast-dns; its types do not know
    const bonjour = new Bonjour(socket)
    onTestFinished(() => bonjour.destroy())
    const found = new Set<string>()
    bonjour.find({ type: 'ssh' }, service => found.add(service.name))
    await waitUntil('three devices are found', async () => found.size === 3, 10_000)
    expect([...found].sort()).toEqual(['dev1', 'dev2', 'dev3'])
  })
})

describe('images', () => {
  afterEach(() => clearDevice(dev1, { images: true }))

  it.each([images.large, `ghcr.io/${images.hello}`, `quay.io/${images.hello}`, `docker.io/${images.hello}`])(
    '%s is pulled under its own name',
    async image => {
      await docker(dev1, 'pull', image)
      await expect(docker(dev1, 'image', 'inspect', image, '--format', '{{len .RootFS.Layers}}')).resolves.toMatch(
        image === images.large ? '9' : '4',
      )
    },
  )

  it('an image that nobody made is unknown', async () => {
    await expect(docker(dev1, 'pull', 'ghcr.io/mycopod-lab/absent:1')).rejects.toThrow('manifest unknown')
  })

  it('a stand-in answers on its port, keeps its data folder and names its settings without their values', async () => {
    await docker(
      dev1,
      'run',
      '-d',
      '--name',
      'hello',
      '-e',
      'PASSWORD=swordfish',
      '-p',
      '8080:8080',
      '-v',
      'hello-data:/data',
      images.hello,
    )
    await waitUntil('hello answers', () =>
      onDevice(dev1, 'curl', '-fs', 'http://127.0.0.1:8080/health').then(
        () => true,
        () => false,
      ),
    )
    await expect(docker(dev1, 'exec', 'hello', 'curl', '-fsS', 'http://127.0.0.1:8080/alive')).resolves.toContain('"status":"pass"')
    await expect(docker(dev1, 'exec', 'hello', 'ls', '/data')).resolves.toBe('stand-in-started.log\n')
    const log = await docker(dev1, 'logs', 'hello')
    expect(log).toContain('PASSWORD')
    expect(log).not.toContain('swordfish')
  })
})

describe('faults', () => {
  it('unplug: no host there, and back again', async () => {
    const undo = undoOnce(await unplug(dev2))
    await expect(knock(dev2)).resolves.toMatch(/silence|EHOSTUNREACH/)
    await undo()
    await answers(dev2)
  })

  it('power off: no host there, nothing runs, and back again', async () => {
    const undo = undoOnce(await powerOff(dev2))
    await expect(knock(dev2)).resolves.toMatch(/silence|EHOSTUNREACH/)
    await expect(onDevice(dev2, 'true')).rejects.toThrow()
    await undo()
    await answers(dev2)
    await docker(dev2, 'info')
  })

  it('reboot: the same device with a new start', async () => {
    const booted = () => onDevice(dev2, 'systemctl', 'show', '--property=UserspaceTimestampMonotonic')
    const [before, key] = [await booted(), await hostKeyFingerprint(dev2)]
    await undoOnce(await reboot(dev2))()
    await answers(dev2)
    await expect(booted()).resolves.not.toBe(before)
    await expect(hostKeyFingerprint(dev2)).resolves.toBe(key)
  })

  it('freeze: connections are taken and never answered', async () => {
    const undo = undoOnce(await freeze(dev2))
    await expect(knock(dev2)).resolves.toBe('silence')
    await undo()
    await answers(dev2)
  })

  it('stopped Docker: the socket is dead, and back again', async () => {
    const undo = undoOnce(await stopDocker(dev2))
    await expect(docker(dev2, 'info')).rejects.toThrow('Cannot connect to the Docker daemon')
    await undo()
    await docker(dev2, 'info')
  })

  it('no Docker: it is gone with its data, and installs without a network', async () => {
    const undo = undoOnce(await removeDocker(dev2))
    await expect(docker(dev2, 'info')).rejects.toThrow('No such file')
    await undo()
    await docker(dev2, 'pull', images.hello)
    await expect(ssh(dev2, 'pi', 'docker compose version')).resolves.toContain('2.26')
  })

  it('dev3 gets Docker and loses it again', async () => {
    const undo = undoOnce(await installDocker(dev3))
    await docker(dev3, 'pull', images.hello)
    await undo()
    await expect(docker(dev3, 'info')).rejects.toThrow('No such file')
  })

  it('changed host key: another fingerprint, then the old one', async () => {
    const before = await hostKeyFingerprint(dev2)
    const undo = undoOnce(await changeHostKey(dev2))
    await expect(hostKeyFingerprint(dev2)).resolves.not.toBe(before)
    await answers(dev2)
    await undo()
    await expect(hostKeyFingerprint(dev2)).resolves.toBe(before)
    await answers(dev2)
  })

  it('full disk: a pull finds no space, and finds it again', async () => {
    await clearDevice(dev2, { images: true })
    const undo = undoOnce(await fillDisk(dev2, 10))
    await expect(docker(dev2, 'pull', images.large)).rejects.toThrow('no space left on device')
    await undo()
    await docker(dev2, 'pull', images.large)
  })

  it('taken port: Docker cannot have it until it is given back', async () => {
    const undo = undoOnce(await takePort(dev2, 8080))
    const start = () => docker(dev2, 'run', '--rm', '-p', '8080:8080', images.hello, 'sh', '-c', 'true')
    await expect(start()).rejects.toThrow('address already in use')
    await undo()
    await start()
  })

  it('replaced program and skewed clock: the device says what it is told to', async () => {
    const hour = undoOnce(await skewClock(dev2, 3600))
    const ahead = Number(await ssh(dev2, 'pi', 'date +%s')) - Date.now() / 1000
    expect(ahead).toBeGreaterThan(3590)
    await hour()
    expect(Number(await ssh(dev2, 'pi', 'date +%s')) - Date.now() / 1000).toBeLessThan(10)
    const lie = undoOnce(await replaceProgram(dev2, '/usr/bin/uname', 'echo "$((6 * 7)) % of nothing"'))
    await expect(ssh(dev2, 'pi', 'uname -m')).resolves.toBe('42 % of nothing')
    await lie()
    await expect(ssh(dev2, 'pi', 'uname -m')).resolves.toMatch(/x86_64|aarch64/)
  })

  it('registry gone in the middle of a pull: the pull fails, and works afterwards', async () => {
    await clearDevice(dev2, { images: true })
    const fast = undoOnce(await slowRegistry(4_000_000))
    const startedMs = Date.now()
    const pull = docker(dev2, 'pull', images.large).then(
      () => 'pulled',
      error => String(error),
    )
    await waitUntil('the pull has begun', async () => (await onDevice(dev2, 'sh', '-c', 'ls /var/lib/docker/tmp')).includes('GetImageBlob'))
    const undo = undoOnce(await stopRegistry())
    await expect(pull).resolves.toMatch(/connection refused|unexpected EOF|connection reset/)
    expect(Date.now() - startedMs).toBeLessThan(60_000)
    await undo()
    await fast()
    await docker(dev2, 'pull', images.large)
  })

  it('slow registry: a pull takes its time and succeeds', async () => {
    await clearDevice(dev2, { images: true })
    const undo = undoOnce(await slowRegistry(16_000_000))
    const startedMs = Date.now()
    await docker(dev2, 'pull', images.large)
    expect(Date.now() - startedMs).toBeGreaterThan(2500)
    await undo()
  })

  it('swapped image: the same name brings another image until it is put back', async () => {
    await clearDevice(dev2, { images: true })
    const undo = undoOnce(await swapImage(images.hello, 'exits'))
    await expect(docker(dev2, 'run', '--rm', images.hello)).rejects.toThrow('the configuration cannot be read')
    await undo()
    await clearDevice(dev2, { images: true })
    await docker(dev2, 'run', '--rm', images.hello, 'sh', '-c', 'true')
  })

  it('image that never gets healthy, and container out of memory', async () => {
    await docker(dev2, 'run', '-d', '--name', 'sick', images.neverHealthy)
    await waitUntil(
      'it is unhealthy',
      async () => (await docker(dev2, 'inspect', 'sick', '--format', '{{.State.Health.Status}}')).trim() === 'unhealthy',
    )
    await docker(dev2, 'run', '--name', 'greedy', '--memory', '64m', images.outOfMemory).catch(() => '')
    await expect(docker(dev2, 'inspect', 'greedy', '--format', '{{.State.OOMKilled}} {{.State.ExitCode}}')).resolves.toBe('true 137\n')
    await clearDevice(dev2)
  })
})
