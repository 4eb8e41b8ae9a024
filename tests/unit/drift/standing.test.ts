import { afterEach, beforeEach, expect, test } from 'vitest'
import { createChanges, type Topic } from '../../../electron/services/changes.ts'
import { createStanding } from '../../../electron/services/declarations/standing.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Policy } from '../../../shared/model/declared.ts'
import type { JobView } from '../../../shared/model/job.ts'
import type { Drift, KeptPlan, Plan, PlanStep } from '../../../shared/model/plan.ts'
import { createHandClock, settled } from '../../support/hand-clock.ts'
import { silentLog } from '../../support/small-ports.ts'

const minuteMs = 60_000

function differs(about: string, more: Partial<Drift> = {}): Drift {
  return {
    id: `${about}/state`,
    declaration: 'home',
    about,
    field: 'state',
    declared: 'running',
    found: 'stopped',
    sentence: `${about} is stopped instead of running.`,
    risk: 'safe',
    downtime: 'No downtime',
    since: 0,
    automatic: {},
    ...more,
  }
}

function step(about: string, more: Partial<PlanStep> = {}): PlanStep {
  return {
    id: about,
    title: `Start ${about}`,
    action: 'update',
    risk: 'safe',
    because: 'It is started.',
    changes: [{ field: 'state', from: 'stopped', to: 'running' }],
    downtime: 'No downtime',
    downSeconds: 0,
    after: [],
    seen: 'seen',
    entry: { kind: 'app', app: about },
    origin: { declaration: 'home', spans: [] },
    ...more,
  }
}

/** A lab where the test says what differs and what a plan would be; it remembers what was carried out and refused, and when. */
function scripted() {
  const clock = createHandClock()
  const changes = createChanges({ clock })
  const lab = {
    clock,
    policy: 'fix-safe' as Policy,
    drift: [] as readonly Drift[],
    /** Of the things to put back. */
    plan: (things: readonly string[]): Partial<Plan> => ({ steps: things.map(thing => step(thing)) }),
    /** Jobs under way. */
    running: [] as JobView[],
    /** What carrying a plan out throws. */
    refuses: undefined as AppError | undefined,
    applied: [] as (readonly [minute: number, plan: string])[],
    refused: [] as (readonly [ids: string, because: string])[],
    /** A poll brought something; it is looked at before this resolves. */
    poll: async (topic: Topic = 'apps') => {
      changes.tell(topic)
      await clock.pass(3000)
      await settled()
    },
    stop: new AbortController(),
  }
  const run = createStanding({
    documents: { read: async () => [{ name: 'home', stored: { policy: lab.policy } }] as never },
    drift: {
      report: async () => ({ drift: lab.drift, unknown: [] }),
      putBack: async ids => {
        const things = [...new Set((ids ?? []).map(id => id.slice(0, id.indexOf('/'))))]
        const plan = { id: things.join(' '), steps: [], problems: [], notYet: [], ...lab.plan(things) }
        return { plan } as unknown as KeptPlan
      },
      notPutBack: async (ids, because) => {
        lab.refused.push([ids.join(' '), because])
        lab.drift = lab.drift.map(each => (ids.includes(each.id) ? { ...each, automatic: { failed: because } } : each))
      },
    },
    plans: {
      apply: async id => {
        if (lab.refuses) throw lab.refuses
        lab.applied.push([Math.round(clock.monotonic() / minuteMs), id])
        return { id: 'job' } as never
      },
    },
    jobs: { running: () => lab.running },
    changes,
    clock,
    log: silentLog,
  })
  const ended = run(lab.stop.signal)
  return { lab, ended }
}

let lab: ReturnType<typeof scripted>['lab']
let ended: Promise<void>
beforeEach(() => {
  ;({ lab, ended } = scripted())
})
afterEach(async () => {
  lab.stop.abort()
  await ended
})

test('only what a policy wants and nobody ignores is put back, one thing after the other', async () => {
  lab.drift = [
    differs('app:kuma'),
    differs('app:gitea'),
    differs('app:wiki', { automatic: undefined }),
    differs('app:hub', { ignoredUntil: 9e15 }),
  ]
  await lab.poll()
  expect(lab.applied).toEqual([[0, 'app:kuma']])
  lab.drift = lab.drift.filter(each => each.about !== 'app:kuma')
  await lab.poll('jobs')
  expect(lab.applied).toEqual([
    [0, 'app:kuma'],
    [0, 'app:gitea'],
  ])
})

test('what differs again is told, and tried again after ever longer waits, but not for ever', async () => {
  lab.drift = [differs('app:kuma')]
  for (let round = 0; round < 4 * 60; round += 1) {
    await lab.poll()
    await lab.clock.pass(minuteMs - 3000)
  }
  expect(lab.applied.map(([minute]) => minute)).toEqual([0, 10, 30, 70])
  expect(lab.refused).toEqual([['app:kuma/state', 'It differs again after it was put back, so MycoPod leaves it for a while.']])
})

test('what went and stayed away is put back at once when it is there again', async () => {
  lab.drift = [differs('app:kuma')]
  await lab.poll()
  lab.drift = []
  await lab.clock.pass(11 * minuteMs)
  await lab.poll()
  lab.drift = [differs('app:kuma')]
  await lab.poll()
  expect(lab.applied).toHaveLength(2)
})

test('one that cannot be put back does not hold up the others, and is not tried at every poll', async () => {
  lab.drift = [differs('app:kuma'), differs('app:gitea')]
  const problem = { about: 'kuma', problem: 'Port 3001 is taken.', instead: 'Choose another.' }
  lab.plan = things => (things.includes('app:kuma') ? { problems: [problem] } : { steps: things.map(thing => step(thing)) })
  await lab.poll()
  lab.drift = lab.drift.filter(each => each.about === 'app:kuma')
  await lab.poll()
  expect(lab.applied).toEqual([[0, 'app:gitea']])
  expect(lab.refused).toEqual([['app:kuma/state', 'Port 3001 is taken.']])
})

test.each([
  [
    'takes more than its policy allows',
    [step('app:kuma', { risk: 'disruptive' })],
    {},
    'It takes more than the policy allows: Start app:kuma.',
  ],
  ['became somebody else’s', [step('app:kuma', { action: 'adopt' })], {}, 'It is not MycoPod’s any more.'],
  ['asks twice', [step('app:kuma')], { asksTwice: { because: 'Much goes.', names: ['a'] } }, 'Much goes.'],
] as const)('what %s is left to a person', async (_, steps, more, because) => {
  lab.drift = [differs('app:kuma')]
  lab.plan = () => ({ steps: [...steps], ...more }) as Partial<Plan>
  await lab.poll()
  expect([lab.applied, lab.refused]).toEqual([[], [['app:kuma/state', because]]])
})

test('fix-all carries out what interrupts', async () => {
  lab.policy = 'fix-all'
  lab.drift = [differs('app:kuma', { risk: 'disruptive' })]
  lab.plan = () => ({ steps: [step('app:kuma', { risk: 'disruptive' })] })
  await lab.poll()
  expect(lab.applied).toEqual([[0, 'app:kuma']])
})

test('while another plan is carried out it waits for its end, and that counts as no try', async () => {
  lab.drift = [differs('app:kuma')]
  lab.refuses = new AppError('Busy', { what: 'The lab', job: 'j', title: 'Apply' })
  await lab.poll()
  lab.refuses = undefined
  lab.running = [{ kind: 'declarations.apply' } as JobView]
  await lab.poll('jobs')
  expect(lab.applied).toEqual([])
  lab.running = []
  await lab.poll('jobs')
  expect([lab.applied, lab.refused]).toEqual([[[0, 'app:kuma']], []])
})

test('a policy that was changed is heeded at once', async () => {
  lab.drift = [differs('app:kuma')]
  await lab.poll('declarations')
  expect(lab.applied).toHaveLength(1)
})
