import type { Container, Household, Turn } from './engine-things.ts'
import { imageTraits } from './known-images.ts'
import { cpuSecondsUsed } from './usage.ts'

const runsKept = 5
const longestBackoffMs = 60_000

/** A container begins to run at a moment; what will come of it is settled here. */
export function beginRun(container: Container, engine: Household, at: number): void {
  container.state = 'running'
  container.exitCode = 0
  container.outOfMemory = false
  container.error = ''
  container.failingStreak = 0
  container.health = hasCheck(container) ? 'starting' : 'none'
  container.runs = [...container.runs, { from: at, pace: engine.device.time.realMs(1) }].slice(-runsKept)
  container.next = foresee(container, engine, at)
  engine.tellContainer(container, 'start', {}, at)
}

/** A container ends at a moment. */
export function endRun(container: Container, engine: Household, at: number, exitCode: number): void {
  const run = container.runs.at(-1)
  if (run && run.to === undefined) {
    engine.spentCpuSeconds += cpuSecondsUsed(container, engine.device, at)
    run.to = at
    run.exitCode = exitCode
  }
  container.state = 'exited'
  container.exitCode = exitCode
  container.next = undefined
  if (container.health !== 'none') container.health = 'unhealthy'
  engine.tellContainer(container, 'die', { exitCode: String(exitCode) }, at)
}

/** Lets the thing that is due next happen to a container. */
export function nextTurn(container: Container, engine: Household): void {
  const turn = container.next
  if (!turn) return
  container.next = undefined
  switch (turn.what) {
    case 'healthy':
    case 'unhealthy':
      container.health = turn.what
      container.failingStreak = turn.what === 'healthy' ? 0 : (container.healthcheck?.retries ?? 3)
      engine.tellContainer(container, `health_status: ${turn.what}`, {}, turn.at)
      return
    case 'restart':
      container.restartCount += 1
      beginRun(container, engine, turn.at)
      return
    case 'out-of-memory':
      engine.tellContainer(container, 'oom', {}, turn.at)
      endRun(container, engine, turn.at, 137)
      container.outOfMemory = true
      comeBack(container, engine, turn)
      return
    case 'crash':
      endRun(container, engine, turn.at, 1)
      comeBack(container, engine, turn)
      return
    case 'end':
      endRun(container, engine, turn.at, 0)
      if (container.restart === 'always' || container.restart === 'unless-stopped') comeBack(container, engine, turn)
  }
}

function comeBack(container: Container, engine: Household, turn: Turn): void {
  if (container.restart === 'no' || container.stoppedByHand) return
  container.state = 'restarting'
  const backoffMs = Math.min(longestBackoffMs, 100 * 2 ** Math.min(container.restartCount, 10))
  container.next = { at: turn.at + Math.max(20, engine.device.time.realMs(backoffMs)), what: 'restart' }
}

const hasCheck = (container: Container) => container.healthcheck !== undefined && container.healthcheck.test[0] !== 'NONE'

function foresee(container: Container, engine: Household, at: number): Turn | undefined {
  const { device } = engine
  const traits = imageTraits(container.image)
  const after = (ms: number) => at + Math.max(1, device.time.realMs(ms))
  const fault = device.imageFault(container.image)
  if (fault === 'crash') return { at: after(1500), what: 'crash' }
  if (fault === 'outOfMemory') return { at: after(4000), what: 'out-of-memory' }
  if (traits.endsAtOnce && !/\b(sleep|tail|httpd|nc)\b/.test(container.command.join(' '))) return { at: after(700), what: 'end' }
  const check = container.healthcheck
  if (!check || !hasCheck(container)) return undefined
  if (fault === 'neverHealthy') return { at: after(check.startPeriodMs + check.retries * (check.intervalMs + 50)), what: 'unhealthy' }
  const readyMs = (traits.startSeconds * 1000) / device.profile.coreSpeed
  const step = readyMs <= check.startPeriodMs ? Math.min(check.startIntervalMs, check.intervalMs) : check.intervalMs
  return { at: after(Math.ceil(readyMs / step) * step), what: 'healthy' }
}

/** Makes a running container look as if it had begun so much earlier; what was starting is healthy. */
export function startEarlier(container: Container, ms: number, { bootedAt, time }: Household['device']): void {
  const run = container.runs.at(-1)
  if (container.state !== 'running' || !run) return
  container.runs = [...container.runs.slice(0, -1), { ...run, from: Math.max(run.from - ms, bootedAt) }]
  if (container.next?.what === 'healthy') container.next = { ...container.next, at: time.now() }
}
