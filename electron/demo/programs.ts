import { posix } from 'node:path'
import { dockerPrograms } from './commands/docker-command.ts'
import { filePrograms } from './commands/file-commands.ts'
import { networkPrograms } from './commands/network-commands.ts'
import { packagePrograms } from './commands/package-commands.ts'
import { shellPrograms } from './commands/shell-commands.ts'
import { systemPrograms } from './commands/system-commands.ts'
import { textPrograms } from './commands/text-commands.ts'
import { FileError } from './file-system.ts'
import type { Process, Program, Programs } from './shell/process.ts'

const programFolders = ['/bin', '/usr/bin', '/sbin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/usr/lib/apt']

/** Which program a name stands for on this device, if any. */
function findProgram(name: string, process: Process): Program | undefined {
  const { device } = process
  if (name.includes('/')) {
    const path = posix.resolve(process.directory, name)
    const node = device.files.stat(path)
    if (node?.kind === 'file' && device.files.may(path, process.user, 'execute'))
      return (argv, inside) => run(['sh', path, ...argv.slice(1)], inside)
    return programFolders.includes(posix.dirname(path)) ? findProgram(posix.basename(path), process) : undefined
  }
  if ((name === 'docker' || name === 'dockerd' || name === 'docker-compose') && !device.docker.installed) return undefined
  const everywhere = [
    shellPrograms,
    filePrograms,
    textPrograms,
    systemPrograms,
    networkPrograms,
    dockerPrograms,
    packagePrograms(device.profile.system.id),
  ]
  return everywhere.find(programs => Object.hasOwn(programs, name))?.[name]
}

async function run(argv: readonly string[], process: Process, shell = 'sh'): Promise<number> {
  process.signal.throwIfAborted()
  const [name = ''] = argv
  const program = findProgram(name, process)
  if (!program) {
    const denied = name.includes('/') && process.device.files.stat(posix.resolve(process.directory, name)) !== undefined
    const why = denied ? 'Permission denied' : shell === 'bash' ? 'command not found' : 'not found'
    process.err.write(shell === 'bash' ? `bash: line 1: ${name}: ${why}\n` : `${shell}: 1: ${name}: ${why}\n`)
    return denied ? 126 : 127
  }
  const ended = process.device.processes.list(argv)
  try {
    return await program(argv, process)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    process.err.write(`${name}: write error: ${error.message}\n`)
    return 1
  } finally {
    ended()
  }
}

/** All programs of the simulated devices. */
export const programs: Programs = { run, knows: (name, process) => findProgram(name, process) !== undefined }
