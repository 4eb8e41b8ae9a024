import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** What a process took while it was watched. */
export interface ProcessUse {
  /** Share of one core. */
  readonly coreFraction: number
  /** The most resident memory seen, in millions of bytes. */
  readonly mostResidentMB: number
}

// The kernel tells processor time in hundredths of a second, whatever its own clock is.
const ticksPerSecond = 100

/** Watches a process for so many seconds; Linux only. */
export async function watchProcess(pid: number, seconds: number): Promise<ProcessUse> {
  const [startedMs, startedTicks] = [performance.now(), await processorTicks(pid)]
  let most = 0
  for (let second = 0; second < seconds; second += 1) {
    most = Math.max(most, await residentBytes(pid))
    await delay(1000)
  }
  const busySeconds = ((await processorTicks(pid)) - startedTicks) / ticksPerSecond
  return { coreFraction: busySeconds / ((performance.now() - startedMs) / 1000), mostResidentMB: most / 1e6 }
}

async function processorTicks(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The program's name may hold spaces and brackets; user and system time are the 12th and 13th field after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1]) * 1024
}
