import { AppError } from '../../../shared/errors/app-error.ts'
import type { Manifest } from '../../../shared/model/recipe.ts'
import { appLabel } from '../../core/compose/labels.ts'
import { pageAnswers, type StackPlace } from '../../kinds/stack-place.ts'
import { lastWords } from '../../kinds/stack-up-failure.ts'
import type { ContainerDetail } from '../../ports/container-engine.ts'
import type { StepContext } from '../job-runner/job-definition.ts'

/** Which app has to become healthy. */
export interface HealthQuestion {
  readonly app: { readonly name: string; readonly title: string }
  readonly health: Manifest['health']
  /** Every one of them has to have a container. */
  readonly services: readonly string[]
  /** A page that has to answer with one of these, asked on the device. */
  readonly page?: { readonly url: string; readonly expect: readonly number[] }
}

/** What the containers of an app say about it. */
export type Verdict =
  | { readonly kind: 'well' }
  | { readonly kind: 'waiting'; readonly for?: ContainerDetail }
  | { readonly kind: 'crashed' | 'out-of-memory'; readonly container: ContainerDetail }

/** Docker waits longer before each restart: this many are about three seconds of nothing but crashing. */
const mostRestarts = 5
const lookEveryMs = 1000
const steadyMs = 3000

/** Judges containers; `killed` are ids that the system ended for lack of memory at least once. Pure. */
export function judge(
  containers: readonly ContainerDetail[],
  question: Pick<HealthQuestion, 'health' | 'services'>,
  killed: ReadonlySet<string>,
): Verdict {
  const serviceOf = (container: ContainerDetail) => container.labels['com.docker.compose.service']
  for (const container of containers) {
    const down = container.state !== 'running' || container.restartCount > 0
    if (down && (container.outOfMemory || killed.has(container.id))) return { kind: 'out-of-memory', container }
    const ended = container.state === 'exited' || container.state === 'dead'
    const important = serviceOf(container) === question.health.service
    if (ended && (container.exitCode !== 0 || important)) return { kind: 'crashed', container }
    if (container.restartCount >= mostRestarts) return { kind: 'crashed', container }
  }
  if (!question.services.every(service => containers.some(container => serviceOf(container) === service))) return { kind: 'waiting' }
  const late = containers.find(
    ({ state, health }) =>
      (state !== 'running' && state !== 'exited') || (state === 'running' && health !== 'healthy' && health !== 'none'),
  )
  return late ? { kind: 'waiting', for: late } : { kind: 'well' }
}

/** Waits until an app is well. Errors: ContainerCrashed, OutOfMemory, NeverHealthy with the app's last words. */
export async function waitUntilWell(place: StackPlace, question: HealthQuestion, step: StepContext, signal: AbortSignal): Promise<void> {
  const { clock } = place
  const engine = place.session.engine()
  const { startSeconds } = question.health
  const begun = clock.monotonic()
  const killed = new Set<string>()
  const listening = new AbortController()
  let wake = (): void => undefined
  const listen = async (): Promise<void> => {
    for await (const { action, container } of engine.events(`${appLabel}=${question.app.name}`, listening.signal)) {
      if (action === 'oom') killed.add(container)
      if (action !== 'exec_create' && action !== 'exec_start' && action !== 'exec_die') wake()
    }
  }
  // Looking at the containers says the same a moment later, and tells when the device is gone.
  listen().catch(() => undefined)
  let wellSince: number | undefined
  try {
    for (;;) {
      const containers = await engine.containers({ [appLabel]: question.app.name }, signal)
      const verdict = judge(containers, question, killed)
      if (verdict.kind === 'crashed' || verdict.kind === 'out-of-memory') throw await failure(place, question, verdict, step, signal)
      const now = clock.monotonic()
      wellSince = verdict.kind === 'well' ? (wellSince ?? now) : undefined
      if (wellSince !== undefined && (await answers(place, question, containers, now - wellSince, signal))) return
      const waitedMs = now - begun
      if (waitedMs >= startSeconds * 1000) throw await tooLate(place, question, containers, step, signal)
      step.progress(Math.min(waitedMs / (startSeconds * 1000), 0.95))
      await waitFor(clock.wait.bind(clock), signal, woken => {
        wake = woken
      })
    }
  } finally {
    listening.abort()
  }
}

/** After a failed start: whether a container is to blame, and how. */
export async function blamedContainer(
  place: StackPlace,
  question: HealthQuestion,
  step: StepContext,
  signal: AbortSignal,
): Promise<AppError | undefined> {
  const containers = await place.session.engine().containers({ [appLabel]: question.app.name }, signal)
  const verdict = judge(containers, question, new Set())
  if (verdict.kind === 'crashed' || verdict.kind === 'out-of-memory') return failure(place, question, verdict, step, signal)
  return containers.some(container => container.health === 'unhealthy') ? tooLate(place, question, containers, step, signal) : undefined
}

/** Where nothing says more than that the containers run, they have to run for a while. */
async function answers(
  place: StackPlace,
  { page }: HealthQuestion,
  containers: readonly ContainerDetail[],
  wellForMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const asked = page && (await pageAnswers(place, page.url, signal))
  if (asked !== undefined) return page?.expect.includes(asked) === true
  return containers.some(({ health }) => health === 'healthy') || wellForMs >= steadyMs
}

async function waitFor(
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  onWake: (wake: () => void) => void,
): Promise<void> {
  const enough = new AbortController()
  const woken = new Promise<void>(resolve => onWake(resolve))
  try {
    await Promise.race([wait(lookEveryMs, AbortSignal.any([signal, enough.signal])), woken])
  } finally {
    enough.abort()
  }
  signal.throwIfAborted()
}

async function failure(
  place: StackPlace,
  { app }: HealthQuestion,
  { kind, container }: Extract<Verdict, { readonly container: ContainerDetail }>,
  step: StepContext,
  signal: AbortSignal,
): Promise<AppError> {
  const { name, exitCode, memoryLimitBytes } = container
  const words = await wordsOf(place, container, step, signal)
  const { device } = place
  return kind === 'crashed'
    ? new AppError('ContainerCrashed', { app: app.title, device, container: name, exitCode, lastWords: words })
    : new AppError('OutOfMemory', {
        app: app.title,
        device,
        container: name,
        ...(memoryLimitBytes !== undefined && { limitBytes: memoryLimitBytes }),
      })
}

async function tooLate(
  place: StackPlace,
  question: HealthQuestion,
  containers: readonly ContainerDetail[],
  step: StepContext,
  signal: AbortSignal,
): Promise<AppError> {
  const restarting = containers.find(container => container.restartCount > 0)
  if (restarting) return failure(place, question, { kind: 'crashed', container: restarting }, step, signal)
  const late = containers.find(({ health }) => health === 'unhealthy' || health === 'starting') ?? containers[0]
  const probe = late?.lastProbe === undefined ? '' : lastWords(late.lastProbe)
  const words = late ? await wordsOf(place, late, step, signal) : ''
  return new AppError('NeverHealthy', {
    app: question.app.title,
    device: place.device,
    seconds: question.health.startSeconds,
    lastWords: probe || words,
  })
}

/** The last lines of a container's log, which also go into the log of the job. */
async function wordsOf(place: StackPlace, container: ContainerDetail, step: StepContext, signal: AbortSignal): Promise<string> {
  const lines: string[] = []
  for await (const { text, stream } of place.session.engine().logs(container.id, { tail: 20, follow: false }, signal)) {
    lines.push(text)
    step.line(`${container.name}: ${text}`, stream)
  }
  return lastWords(lines.join('\n'))
}
