import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Runs any program in the foreground, from the root of the checkout, and resolves with its exit code, 128 + n when signal n ended it. */
export function runForeground(command: string, args: readonly string[], extraEnvironment: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...extraEnvironment } })
    const forward = (signal: NodeJS.Signals): void => {
      // A terminal sends Ctrl-C to the whole foreground group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.on(signal, forward)
    const settle = (): void => {
      for (const signal of signals) process.off(signal, forward)
    }
    child.once('error', error => {
      settle()
      reject(error)
    })
    child.once('close', (code, signal) => {
      settle()
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1))
    })
  })
}

/** Runs a program of this checkout under this Node, in the foreground. */
export function runNode(args: readonly string[], extraEnvironment: NodeJS.ProcessEnv = {}): Promise<number> {
  return runForeground(process.execPath, args, extraEnvironment)
}
