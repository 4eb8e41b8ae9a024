import { readFile, writeFile } from 'node:fs/promises'
import { images, type LabDevice, labCommand, labFolder, onDevice, waitUntil } from './lab.ts'

/** Puts right what a fault did, and resolves when the lab is as it was: `onTestFinished(await unplug(dev2))`. */
export type Undo = () => Promise<void>

const ready = async (device: LabDevice) => {
  await labCommand('wait', String(device.number))
}

const inShell = (device: LabDevice, script: string, ...args: readonly string[]) => onDevice(device, 'sh', '-euc', script, 'sh', ...args)

/** Pulls a device's network cable: connections hang, new ones find no host. */
export async function unplug(device: LabDevice): Promise<Undo> {
  await labCommand('plug', String(device.number), 'down')
  return async () => {
    await labCommand('plug', String(device.number), 'up')
  }
}

/** Pulls a device's power: nothing on it ends in order. */
export async function powerOff(device: LabDevice): Promise<Undo> {
  await labCommand('power-off', String(device.number))
  return async () => {
    await labCommand('power-on', String(device.number))
    await ready(device)
  }
}

/** Reboots a device in order; resolves when it has gone down, the undo waits until it is back. */
export async function reboot(device: LabDevice): Promise<Undo> {
  const initPid = () => labCommand('init-pid', String(device.number)).catch(() => '')
  const before = await initPid()
  await onDevice(device, 'systemctl', 'reboot')
  await waitUntil(`${device.name} goes down`, async () => (await initPid()) !== before)
  return () => ready(device)
}

/** Lets a device stand still: it takes connections and never answers. */
export async function freeze(device: LabDevice): Promise<Undo> {
  await labCommand('freeze', String(device.number))
  return async () => {
    await labCommand('thaw', String(device.number))
  }
}

/** Stops the Docker service; its containers stop with it. */
export async function stopDocker(device: LabDevice): Promise<Undo> {
  await onDevice(device, 'systemctl', 'stop', 'docker.socket', 'docker.service')
  return async () => {
    await onDevice(device, 'systemctl', 'start', 'docker.socket', 'docker.service')
  }
}

/** Takes Docker and all its data off a device, as if it had never been there. */
export async function removeDocker(device: LabDevice): Promise<Undo> {
  await inShell(
    device,
    `systemctl stop docker.socket docker.service containerd.service
     apt-get purge -qq -y --autoremove docker.io docker-cli docker-compose
     getent group docker >/dev/null && groupdel docker
     find /var/lib/docker -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +`,
  )
  return async () => {
    await putDockerOn(device)
  }
}

/** Installs Docker from the packages that the device carries, without any network; pi joins its group. */
export async function installDocker(device: LabDevice): Promise<Undo> {
  await putDockerOn(device)
  return async () => {
    await removeDocker(device)
  }
}

async function putDockerOn(device: LabDevice) {
  await inShell(
    device,
    `export DEBIAN_FRONTEND=noninteractive
     apt-get update -qq
     apt-get install -qq -y docker.io docker-cli docker-compose
     usermod -aG docker pi`,
  )
  await ready(device)
}

/** Gives a device new host keys, as a reinstalled or an impersonated one would have. */
export async function changeHostKey(device: LabDevice): Promise<Undo> {
  await inShell(device, 'mkdir /etc/ssh/kept; mv /etc/ssh/ssh_host_* /etc/ssh/kept/; ssh-keygen -A; systemctl restart ssh')
  return async () => {
    await inShell(device, 'rm /etc/ssh/ssh_host_*; mv /etc/ssh/kept/* /etc/ssh/; rmdir /etc/ssh/kept; systemctl restart ssh')
  }
}

/** Fills Docker's disk until only this many MiB are free. */
export async function fillDisk(device: LabDevice, leftMiB = 0): Promise<Undo> {
  await inShell(
    device,
    `free=$(df --output=avail -k /var/lib/docker | tail -1)
     fallocate -l $((free - $1 * 1024))K /var/lib/docker/filled-by-lab 2>/dev/null || dd if=/dev/zero of=/var/lib/docker/filled-by-lab bs=1M status=none || true`,
    String(leftMiB),
  )
  return async () => {
    await onDevice(device, 'rm', '-f', '/var/lib/docker/filled-by-lab')
  }
}

/** Has another program listen on a TCP port of a device. */
export async function takePort(device: LabDevice, port: number): Promise<Undo> {
  const unit = `taken-port-${port}`
  await onDevice(device, 'systemd-run', '--quiet', `--unit=${unit}`, '--collect', 'nc', '-lk', String(port))
  await waitUntil(`port ${port} is taken`, async () => (await onDevice(device, 'ss', '-Hltn', `sport = :${port}`)) !== '')
  return async () => {
    await onDevice(device, 'systemctl', 'stop', unit)
  }
}

/** Puts a shell script in a program's place: a way to make a device hang, lie or babble. A reboot takes it away too. */
export async function replaceProgram(device: LabDevice, path: string, script: string): Promise<Undo> {
  const stand = `/run/lab-replaced${path.replaceAll('/', '-')}`
  await inShell(
    device,
    'cp -a "$1" "$2.genuine"; printf "#!/bin/sh\\n%s\\n" "$3" >"$2"; chmod 755 "$2"; mount --bind "$2" "$1"',
    path,
    stand,
    script.replaceAll('$GENUINE', `${stand}.genuine`),
  )
  return async () => {
    await onDevice(device, 'umount', path)
  }
}

/** Moves what `date` says on a device by this many seconds. Containers share the machine's clock: nothing else on the device is moved. */
export function skewClock(device: LabDevice, seconds: number): Promise<Undo> {
  return replaceProgram(device, '/usr/bin/date', `exec $GENUINE --date='${seconds} seconds' "$@"`)
}

/** Ends the registry; pulls under way break off, new ones find nobody. */
export async function stopRegistry(): Promise<Undo> {
  await labCommand('registry', 'stop')
  return async () => {
    await labCommand('registry', 'start')
  }
}

/** Lets the registry send this many bytes a second, all pulls together. */
export async function slowRegistry(bytesPerSecond: number): Promise<Undo> {
  await labCommand('registry', 'start', String(bytesPerSecond))
  return async () => {
    await labCommand('registry', 'start')
  }
}

/** Has the registry answer for a recipe's image (`repository:tag`, without its host) with a faulty one; a device that has pulled it keeps the good one. */
export async function swapImage(image: string, fault: 'neverHealthy' | 'outOfMemory' | 'exits'): Promise<Undo> {
  const tagFile = (name: string) => `${labFolder}/images/tags/${name.replace(':', '/')}`
  const genuine = await readFile(tagFile(image), 'utf8')
  await writeFile(tagFile(image), await readFile(tagFile(images[fault]), 'utf8'))
  return () => writeFile(tagFile(image), genuine)
}
