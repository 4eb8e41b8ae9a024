import { posix } from 'node:path'
import { readAll } from '../byte-queue.ts'
import { digest } from '../chance.ts'
import { modeLetters, modeOf } from '../file-modes.ts'
import { FileError, fileWords } from '../file-system.ts'
import type { Process, Program } from '../shell/process.ts'
import { readOptions } from './options.ts'

const at = (path: string, process: Process) => posix.resolve(process.directory, path)

/** Does something to each path; what fails is told as the program would, and makes the exit code 1. */
async function each(
  name: string,
  verb: (path: string, why: string) => string,
  paths: readonly string[],
  process: Process,
  work: (path: string, typed: string) => Promise<void> | void,
): Promise<number> {
  if (paths.length === 0) {
    process.err.write(`${name}: missing operand\nTry '${name} --help' for more information.\n`)
    return 1
  }
  let code = 0
  for (const path of paths) {
    try {
      await work(at(path, process), path)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      process.err.write(`${name}: ${verb(path, error.message)}\n`)
      code = 1
    }
  }
  return code
}

const plain = (verb: string) => (path: string, why: string) => `${verb} '${path}': ${why}`

const cat: Program = async (argv, process) => {
  const paths = argv.slice(1).filter(path => path !== '-' && path !== '-u')
  if (paths.length === 0) {
    for (let chunk = await process.stdin.read(process.signal); chunk; chunk = await process.stdin.read(process.signal))
      process.out.write(chunk)
    return 0
  }
  return each(
    'cat',
    (path, why) => `${path}: ${why}`,
    paths,
    process,
    path => process.out.write(process.device.files.read(path, process.user)),
  )
}

const mkdir: Program = (argv, process) => {
  const options = readOptions(argv.slice(1), ['m', 'mode'])
  const { files } = process.device
  const mode = modeOf(options.value('m', 'mode'), 0o777 & ~process.fileMask)
  return each('mkdir', plain('cannot create directory'), options.rest, process, path => {
    if (options.has('p', 'parents')) {
      const missing: string[] = []
      for (let above = path; !files.stat(above); above = posix.dirname(above)) missing.unshift(above)
      if (missing.length === 0 && files.stat(path)?.kind !== 'directory') throw new FileError(fileWords.exists)
      for (const step of missing) files.makeDirectory(step, process.user, step === path ? mode : 0o777 & ~process.fileMask)
    } else files.makeDirectory(path, process.user, mode)
  })
}

const rm: Program = (argv, process) => {
  const options = readOptions(argv.slice(1))
  const forced = options.has('f', 'force')
  if (forced && options.rest.length === 0) return 0
  const removeTree = (path: string): void => {
    const node = process.device.files.stat(path)
    if (node?.kind === 'directory') for (const child of process.device.files.list(path, process.user)) removeTree(posix.join(path, child))
    process.device.files.remove(path, process.user)
  }
  return each('rm', plain('cannot remove'), options.rest, process, path => {
    const node = process.device.files.stat(path)
    if (!node && forced) return
    if (node?.kind === 'directory' && !options.has('r', 'R', 'recursive')) throw new FileError(fileWords.directory)
    removeTree(path)
  })
}

const rmdir: Program = (argv, process) => {
  const options = readOptions(argv.slice(1))
  const tolerant = options.has('ignore-fail-on-non-empty')
  return each(
    'rmdir',
    (path, why) => `failed to remove '${path}': ${why}`,
    options.rest,
    process,
    path => {
      const { files } = process.device
      if (files.stat(path) && files.stat(path)?.kind !== 'directory') throw new FileError(fileWords.notDirectory)
      for (let step = path; step !== '/'; step = posix.dirname(step)) {
        try {
          files.remove(step, process.user)
        } catch (error) {
          if (tolerant && error instanceof FileError && error.message === fileWords.notEmpty) return
          throw error
        }
        if (!options.has('p', 'parents')) return
      }
    },
  )
}

const move: Program = (argv, process) => {
  const options = readOptions(argv.slice(1), ['t'])
  const target = options.value('t') ?? options.rest.at(-1) ?? ''
  const sources = options.has('t') ? options.rest : options.rest.slice(0, -1)
  return each(
    'mv',
    (path, why) => (why === fileWords.absent ? `cannot stat '${path}': ${why}` : `cannot move '${path}' to '${target}': ${why}`),
    sources,
    process,
    path => process.device.files.move(path, at(target, process), process.user),
  )
}

const copy: Program = (argv, process) => {
  const options = readOptions(argv.slice(1), ['t'])
  const { files } = process.device
  const target = options.value('t') ?? options.rest.at(-1) ?? ''
  const sources = options.has('t') ? options.rest : options.rest.slice(0, -1)
  const copyTree = (from: string, to: string): void => {
    const node = files.stat(from)
    if (node?.kind !== 'directory') {
      files.write(to, files.read(from, process.user), process.user, { mode: node?.mode ?? 0o644 })
      return
    }
    if (!options.has('r', 'R', 'a', 'recursive')) throw new FileError('omitting directory')
    if (!files.stat(to)) files.makeDirectory(to, process.user, node.mode)
    for (const child of files.list(from, process.user)) copyTree(posix.join(from, child), posix.join(to, child))
  }
  return each('cp', plain('cannot stat'), sources, process, path => {
    const wanted = at(target, process)
    copyTree(path, files.stat(wanted)?.kind === 'directory' ? posix.join(wanted, posix.basename(path)) : wanted)
  })
}

const chmod: Program = (argv, process) => {
  const options = argv.slice(1).filter(argument => !/^-[Rfcv]+$/.test(argument))
  const wanted = options[0] ?? ''
  return each(
    'chmod',
    (path, why) => (why === fileWords.absent ? `cannot access '${path}': ${why}` : `changing permissions of '${path}': ${why}`),
    options.slice(1),
    process,
    path => process.device.files.change(path, process.user, { mode: modeOf(wanted, process.device.files.stat(path)?.mode ?? 0o644) }),
  )
}

const chown: Program = (argv, process) => {
  const [owner = '', ...paths] = readOptions(argv.slice(1)).rest
  const name = owner.split(/[:.]/)[0] || process.user.name
  return each('chown', plain('changing ownership of'), paths, process, path =>
    process.device.files.change(path, process.user, { owner: name === '0' ? 'root' : name === '1000' ? process.device.user.name : name }),
  )
}

const touch: Program = (argv, process) =>
  each('touch', plain('cannot touch'), readOptions(argv.slice(1), ['d', 'r', 't']).rest, process, path =>
    process.device.files.write(path, Buffer.alloc(0), process.user, { append: true, mode: 0o666 & ~process.fileMask }),
  )

const tee: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1))
  const content = await readAll(process.stdin, process.signal)
  const code =
    options.rest.length === 0
      ? 0
      : await each(
          'tee',
          (path, why) => `${path}: ${why}`,
          options.rest,
          process,
          path => process.device.files.write(path, content, process.user, { append: options.has('a'), mode: 0o666 & ~process.fileMask }),
        )
  process.out.write(content)
  return code
}

const list: Program = (argv, process) => {
  const options = readOptions(argv.slice(1))
  const { files } = process.device
  const paths = options.rest.length > 0 ? options.rest : ['.']
  return each('ls', plain('cannot access'), paths, process, (path, typed) => {
    const node = files.stat(path)
    if (!node) throw new FileError(fileWords.absent)
    const names =
      node.kind === 'directory' && !options.has('d')
        ? files.list(path, process.user).filter(name => options.has('a', 'A') || !name.startsWith('.'))
        : [typed]
    for (const name of names) {
      const one = node.kind === 'directory' && !options.has('d') ? files.stat(posix.join(path, name)) : node
      process.out.write(
        options.has('l') && one
          ? `${modeLetters(one.kind, one.mode)} 1 ${one.owner} ${one.owner} ${one.kind === 'file' ? one.content.length : 4096} Nov 20 12:00 ${name}\n`
          : `${name}\n`,
      )
    }
  })
}

const install: Program = (argv, process) => {
  const options = readOptions(argv.slice(1), ['m', 'o', 'g', 'mode'])
  const mode = modeOf(options.value('m', 'mode'), 0o755)
  if (options.has('d')) return mkdir(['mkdir', '-p', '-m', mode.toString(8), ...options.rest], process)
  const [from = '', to = ''] = options.rest
  return each('install', plain('cannot stat'), [from], process, path => {
    process.device.files.write(at(to, process), process.device.files.read(path, process.user), process.user, { mode })
    process.device.files.change(at(to, process), process.user, { mode })
  })
}

const status: Program = (argv, process) => {
  const options = readOptions(argv.slice(1), ['c', 'format', 'f'])
  const format = options.value('c', 'format') ?? '%n'
  return each(
    'stat',
    (path, why) => `cannot statx '${path}': ${why}`,
    options.rest,
    process,
    (path, typed) => {
      const node = process.device.files.stat(path)
      if (!node) throw new FileError(fileWords.absent)
      const kinds = { directory: 'directory', file: 'regular file', link: 'symbolic link', device: 'socket' }
      const values: Readonly<Record<string, string>> = {
        a: (node.mode & 0o7777).toString(8),
        U: node.owner,
        G: node.owner,
        n: typed,
        s: String(node.kind === 'file' ? node.content.length : 4096),
        F: kinds[node.kind],
        Y: String(Math.floor(node.changedAt / 1000)),
      }
      process.out.write(`${format.replace(/%([a-zA-Z])/g, (_, letter: string) => values[letter] ?? '?')}\n`)
    },
  )
}

const makeTemporary: Program = (argv, process) => {
  const options = readOptions(argv.slice(1), ['p'])
  const template = options.rest[0] ?? '/tmp/tmp.XXXXXXXXXX'
  const path = at(template, process).replace(/X{3,}/, run =>
    digest(template, process.pid, process.device.engine.newId()).slice(0, run.length),
  )
  return each(
    'mktemp',
    (_, why) => `failed to create file via template '${template}': ${why}`,
    [path],
    process,
    () => {
      if (options.has('d')) process.device.files.makeDirectory(path, process.user, 0o700)
      else process.device.files.write(path, Buffer.alloc(0), process.user, { mode: 0o600 })
      process.out.write(`${path}\n`)
    },
  )
}

const readLink: Program = (argv, process) => {
  process.out.write(`${at(readOptions(argv.slice(1)).rest[0] ?? '.', process)}\n`)
  return 0
}

/** Programs that look after files. */
export const filePrograms: Readonly<Record<string, Program>> = {
  cat,
  mkdir,
  rm,
  rmdir,
  mv: move,
  cp: copy,
  chmod,
  chown,
  touch,
  tee,
  ls: list,
  install,
  stat: status,
  mktemp: makeTemporary,
  readlink: readLink,
  realpath: readLink,
  sync: () => 0,
  mountpoint: () => 1,
}
