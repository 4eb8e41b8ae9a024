import { spawn } from 'node:child_process'
import os from 'node:os'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
const orphanPollMs = 250

/** Runs a program in the foreground and resolves with its exit code; signals sent to us reach it, and its death by signal is told as 128 + n. */
export function runProgram(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const forward = signal => {
      // A terminal sends Ctrl-C to the whole foreground group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const watch = whenOrphaned(() => child.kill('SIGTERM'))
    const settle = () => {
      clearInterval(watch)
      for (const signal of forwarded) process.removeListener(signal, forward)
    }
    for (const signal of forwarded) process.on(signal, forward)
    child.once('error', error => {
      settle()
      reject(error)
    })
    child.once('close', (code, signal) => {
      settle()
      resolve(signal ? 128 + os.constants.signals[signal] : code)
    })
  })
}

/** npm passes SIGTERM to the shell between it and us, and that dies without passing it on: its end is our signal. */
function whenOrphaned(act) {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, orphanPollMs)
  return watch
}

/** Runs a program without showing it and resolves with `{ code, output }`, output being stdout and stderr as they came. */
export function captureProgram(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const chunks = []
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', code => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }))
  })
}
