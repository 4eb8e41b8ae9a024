import { readFile } from 'node:fs/promises'

/**
 * Tells one run of a process from a later one with the same number: boot and start time where the system tells them,
 * empty where it does not. Undefined when there is no such process.
 */
export async function processMark(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Any other refusal means that the process is there but belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return undefined
  }
  if (process.platform !== 'linux') return ''
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const fields = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The program's name may hold spaces and brackets; the start time is the 20th field after it.
    const started = fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19]
    return `${boot.trim()} ${started}`
  } catch {
    return ''
  }
}
