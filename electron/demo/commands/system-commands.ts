import { posix } from 'node:path'
import { dockerSocket } from '../device-body.ts'
import { seedDirectory } from '../file-system.ts'
import type { Process, Program } from '../shell/process.ts'
import type { SimulatedDevice } from '../simulated-device.ts'
import { loadAverages, memoryNow } from '../virtual-files.ts'
import { readOptions } from './options.ts'

const kibibyte = 1024

const print =
  (text: (process: Process, argv: readonly string[]) => string): Program =>
  (argv, process) => {
    process.out.write(`${text(process, argv)}\n`)
    return 0
  }

const idProgram: Program = (argv, process) => {
  const options = readOptions(argv.slice(1))
  const named = options.rest[0]
  const { device } = process
  const person = named === undefined ? process.user : named === 'root' ? device.root : named === device.user.name ? device.user : undefined
  if (!person) {
    process.err.write(`id: '${named}': no such user\n`)
    return 1
  }
  const numbers = person.groups.map(group => (group === 'root' ? 0 : group === 'docker' ? 998 : group === 'sudo' ? 27 : 1000))
  if (options.has('u')) process.out.write(options.has('n') ? `${person.name}\n` : `${person.id}\n`)
  else if (options.has('G')) process.out.write(`${(options.has('n') ? person.groups : numbers).join(' ')}\n`)
  else if (options.has('g')) process.out.write(options.has('n') ? `${person.groups[0]}\n` : `${numbers[0]}\n`)
  else
    process.out.write(
      `uid=${person.id}(${person.name}) gid=${numbers[0]}(${person.groups[0]}) groups=${person.groups.map((group, index) => `${numbers[index]}(${group})`).join(',')}\n`,
    )
  return 0
}

const uname: Program = (argv, process) => {
  const { profile } = process.device
  const letters = argv.slice(1).join('').replaceAll('-', '') || 's'
  const values: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: profile.name,
    r: profile.system.kernel,
    v: '#1 SMP PREEMPT_DYNAMIC',
    m: profile.machine,
    o: 'GNU/Linux',
  }
  process.out.write(
    `${(letters.includes('a') ? 'snrvmo' : letters)
      .split('')
      .map(letter => values[letter] ?? '')
      .join(' ')}\n`,
  )
  return 0
}

const date: Program = (argv, process) => {
  const at = new Date(process.device.clock())
  const format = argv.find(argument => argument.startsWith('+'))
  const two = (value: number) => String(value).padStart(2, '0')
  const values: Readonly<Record<string, string>> = {
    s: String(Math.floor(at.getTime() / 1000)),
    N: String((at.getTime() % 1000) * 1_000_000).padStart(9, '0'),
    Y: String(at.getUTCFullYear()),
    m: two(at.getUTCMonth() + 1),
    d: two(at.getUTCDate()),
    H: two(at.getUTCHours()),
    M: two(at.getUTCMinutes()),
    S: two(at.getUTCSeconds()),
    F: at.toISOString().slice(0, 10),
    T: at.toISOString().slice(11, 19),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    '%': '%',
  }
  process.out.write(
    format ? `${format.slice(1).replace(/%([a-zA-Z%])/g, (whole, letter: string) => values[letter] ?? whole)}\n` : `${at.toUTCString()}\n`,
  )
  return 0
}

/** The lines of `df -Pk` without the heading, one for each path that exists. */
export function diskFreeLines(paths: readonly string[], device: SimulatedDevice): readonly string[] {
  const { profile } = device
  const small = 8 * 1024 ** 3
  return paths.flatMap(path => {
    if (path !== '/' && !device.files.stat(path)) return []
    const onDockerMount = profile.dockerMount === '/' || path === profile.dockerMount || path.startsWith(`${profile.dockerMount}/`)
    const [total, used] = onDockerMount ? [profile.diskBytes, device.diskUsedBytes()] : [small, small * 0.24]
    const source =
      onDockerMount && profile.dockerMount !== '/'
        ? '/dev/mapper/cachedev_0'
        : `/dev/${profile.disk}${/\d$/.test(profile.disk) ? 'p2' : '2'}`
    const row = [total, used, Math.max(0, total - used)].map(bytes => String(Math.floor(bytes / kibibyte)))
    return [`${source} ${row.join(' ')} ${Math.min(100, Math.ceil((used / total) * 100))}% ${onDockerMount ? profile.dockerMount : '/'}`]
  })
}

const diskFree: Program = (argv, process) => {
  const options = readOptions(argv.slice(1), ['t', 'x'])
  const output = options.value('output')
  const block = options.has('B1', 'block-size') || argv.includes('-B1') ? 1 : kibibyte
  const { device } = process
  const wanted = options.rest.length > 0 ? options.rest : [...new Set(['/', device.profile.dockerMount])]
  const missing = wanted.filter(path => path !== '/' && !device.files.stat(path))
  for (const path of missing) process.err.write(`df: ${path}: No such file or directory\n`)
  const rows = diskFreeLines(wanted, device).map(line => line.split(' '))
  if (output) {
    const columns: Readonly<Record<string, (row: readonly string[]) => string>> = {
      avail: row => String((Number(row[3]) * kibibyte) / block),
      size: row => String((Number(row[1]) * kibibyte) / block),
      used: row => String((Number(row[2]) * kibibyte) / block),
      target: row => row[5] ?? '',
      source: row => row[0] ?? '',
      pcent: row => row[4] ?? '',
    }
    process.out.write(
      [
        output.split(',').join(' '),
        ...rows.map(row =>
          output
            .split(',')
            .map(name => columns[name]?.(row) ?? '-')
            .join(' '),
        ),
      ]
        .map(line => `${line}\n`)
        .join(''),
    )
  } else {
    process.out.write(`Filesystem     ${block === 1 ? '1-blocks' : '1024-blocks'} Used Available Capacity Mounted on\n`)
    for (const row of rows)
      process.out.write(`${[row[0], ...row.slice(1, 4).map(value => (Number(value) * kibibyte) / block), row[4], row[5]].join(' ')}\n`)
  }
  return missing.length > 0 ? 1 : 0
}

/** The engine's service begins or ends, with its socket and its containers. */
export function setDockerRunning(device: SimulatedDevice, running: boolean): void {
  if (device.docker.running === running) return
  device.docker.running = running
  device.files.socket(dockerSocket, running, 'docker')
  if (running) {
    seedDirectory(device.files, device.profile.dockerRoot, { mode: 0o710, owner: 'root' })
    device.engine.startAgain()
  } else device.engine.powerCut()
}

const systemctl: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1), ['p', 'n', 'property'])
  const [verb = '', ...units] = options.rest
  const { device } = process
  const unit = (units[0] ?? '').replace(/\.(service|socket)$/, '')
  if (['reboot', 'poweroff', 'halt'].includes(verb)) return reboot(argv, process)
  const isDocker = unit === 'docker' || unit === 'containerd'
  const known = isDocker ? device.docker.installed : ['ssh', 'sshd', 'cron', 'systemd-timesyncd'].includes(unit)
  const active = isDocker ? device.docker.running : known
  const changes = ['start', 'stop', 'restart', 'enable', 'disable', 'reload', 'daemon-reload', 'reset-failed', 'mask', 'unmask']
  if (changes.includes(verb)) {
    if (!process.user.root) {
      process.err.write(`Failed to ${verb} ${units[0] ?? 'unit'}: Interactive authentication required.\n`)
      return 1
    }
    if (unit && !known && verb !== 'daemon-reload') {
      process.err.write(`Failed to ${verb} ${units[0]}: Unit ${units[0]} not found.\n`)
      return 5
    }
    if (unit === 'docker') {
      await device.time.pass(800, process.signal)
      if (verb === 'stop' || verb === 'restart' || (verb === 'disable' && options.has('now'))) setDockerRunning(device, false)
      if (verb === 'start' || verb === 'restart' || (verb === 'enable' && options.has('now'))) setDockerRunning(device, true)
    }
    return 0
  }
  if (verb === 'is-active') {
    process.out.write(active ? 'active\n' : known ? 'inactive\n' : 'inactive\n')
    return active ? 0 : 3
  }
  if (verb === 'is-enabled') {
    if (known) process.out.write('enabled\n')
    else process.err.write(`Failed to get unit file state for ${units[0]}: No such file or directory\n`)
    return known ? 0 : 1
  }
  if (verb === 'is-system-running') {
    process.out.write('running\n')
    return 0
  }
  process.out.write(`● ${unit}.service\n     Active: ${active ? 'active (running)' : 'inactive (dead)'}\n`)
  return active ? 0 : 3
}

const reboot: Program = (_, process) => {
  if (!process.user.root) {
    process.err.write(
      'Failed to set wall message, ignoring: Interactive authentication required.\nCall to Reboot failed: Interactive authentication required.\n',
    )
    return 1
  }
  process.device.reboot()
  return 0
}

const groupChange =
  (joins: boolean): Program =>
  (argv, process) => {
    const options = readOptions(argv.slice(1), joins ? ['G', 'aG'] : ['d'])
    const group = joins ? options.value('G', 'aG') : options.rest[0]
    const { user } = process.device
    if (!process.user.root) {
      process.err.write(`${argv[0]}: Permission denied.\n`)
      return 1
    }
    if (group) user.groups = joins ? [...new Set([...user.groups, ...group.split(',')])] : user.groups.filter(name => name !== group)
    return 0
  }

const service: Program = (argv, process) => systemctl(['systemctl', argv[2] ?? 'status', argv[1] ?? ''], process)

/** Programs about the system itself. */
export const systemPrograms: Readonly<Record<string, Program>> = {
  id: idProgram,
  uname,
  date,
  df: diskFree,
  systemctl,
  service,
  reboot,
  shutdown: reboot,
  poweroff: reboot,
  usermod: groupChange(true),
  gpasswd: groupChange(false),
  whoami: print(process => process.user.name),
  groups: print(process => process.user.groups.join(' ')),
  hostname: print(process => process.device.profile.name),
  nproc: print(process => String(process.device.profile.cores)),
  getconf: print((_, argv) => (argv[1] === 'LONG_BIT' ? '64' : '4096')),
  uptime: print(
    process =>
      ` 12:00:00 up ${Math.floor((process.device.time.now() - process.device.bootedAt) / 86_400_000)} days, 1 user, load average: ${loadAverages(
        process.device,
      )
        .map(value => value.toFixed(2))
        .join(', ')}`,
  ),
  which: (argv, process) => {
    const known = argv.slice(1).filter(name => process.programs.knows(name, process))
    process.out.write(known.map(name => `/usr/bin/${name}\n`).join(''))
    return known.length === argv.length - 1 ? 0 : 1
  },
  sleep: async (argv, process) => {
    await process.device.time.pass(Number.parseFloat(argv[1] ?? '0') * 1000, process.signal)
    return 0
  },
  free: print(process => {
    const memory = memoryNow(process.device)
    const row = [memory.total, memory.total - memory.available, memory.free, 0, memory.cached, memory.available].map(bytes =>
      String(Math.floor(bytes / kibibyte)).padStart(12),
    )
    return `               total        used        free      shared  buff/cache   available\nMem:    ${row.join('')}\nSwap:              0           0           0`
  }),
  getent: (argv, process) => {
    const { device } = process
    const [, database, key] = argv
    if (database === 'group' && (key === 'docker' ? device.docker.installed : key === 'sudo')) {
      process.out.write(`${key}:x:998:${device.user.groups.includes(key ?? '') ? device.user.name : ''}\n`)
      return 0
    }
    const person = [device.user, device.root].find(one => database === 'passwd' && one.name === key)
    if (person) process.out.write(`${person.name}:x:${person.id}:${person.id}::${person.home}:/bin/bash\n`)
    return person ? 0 : 2
  },
  ps: print((process, argv) => [argv.includes('args') ? 'COMMAND' : 'CMD', ...process.device.processes.listed()].join('\n')),
  du: print((process, argv) => {
    const typed = argv.at(-1) ?? '.'
    const bytes = process.device.files.usedBytes(posix.resolve(process.directory, typed))
    return `${Math.ceil(bytes / kibibyte)}\t${typed}`
  }),
  timedatectl: print(process => `NTPSynchronized=${process.device.troubles.clockSkewMs === 0 ? 'yes' : 'no'}`),
  ip: () => 0,
  stty: () => 0,
}
