import { createInterface } from 'node:readline/promises'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Drift, KeptPlan } from '../../../shared/model/plan.ts'
import { type Command, given, type Invocation, positional, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { followJob } from '../follow-job.ts'
import { defined, texts } from '../options.ts'
import { moment, table } from '../table.ts'
import { planInWords } from './declare-words.ts'

/** Commands that compare the lab with what is declared, and bring it there. */
export const commands: readonly Command[] = [
  {
    name: 'plan',
    takes: [],
    options: { declaration: { type: 'string' } },
    optionHelp: '[--declaration NAME]',
    summary: 'What has to be done so that the lab is as declared; changes nothing (0: nothing to do, 3: changes wait)',
    async run(invocation) {
      const wanted = defined({ name: text(invocation, 'declaration') })
      return shown(invocation, await (await invocation.client()).declarations.plan(wanted))
    },
  },
  {
    name: 'apply',
    takes: ['PLAN-ID'],
    options: { confirm: { type: 'string', multiple: true } },
    optionHelp: '[--confirm NAME …]',
    summary: 'Carry a plan out; what takes much away wants the names of it',
    async run(invocation) {
      const client = await invocation.client()
      const kept = await client.declarations.getPlan({ plan: positional(invocation, 0) })
      const confirmed = [...texts(invocation, 'confirm')]
      if (kept.plan.steps.length > 0) await approve(invocation, kept, confirmed)
      const { job } = await client.declarations.apply({ plan: kept.plan.id, confirmed })
      return followJob(invocation, client, job, () => ({ plan: kept.plan.id }))
    },
  },
  {
    name: 'drift',
    takes: [],
    options: { fresh: { type: 'boolean' } },
    optionHelp: '[--fresh]',
    summary: 'Where the lab is not as it was declared and applied (0: nowhere, 3: somewhere)',
    async run(invocation) {
      const found = await (await invocation.client()).declarations.drift({ fresh: given(invocation, 'fresh') })
      invocation.answer(found, () =>
        [
          found.drift.length === 0 ? 'The lab is as it was declared.' : driftTable(found.drift),
          ...found.unknown.map(({ about, because }) => `${about} could not be looked at: ${because}`),
        ].join('\n'),
      )
      return found.drift.some(each => each.ignoredUntil === undefined) ? 3 : 0
    },
  },
  {
    name: 'drift put-back',
    takes: ['[ID]'],
    options: {},
    summary: 'Plan putting back one difference, or all',
    async run(invocation) {
      const one = positional(invocation, 0)
      const client = await invocation.client()
      return shown(invocation, await client.declarations.putBack(one === '' ? {} : { drift: [one] }))
    },
  },
  {
    name: 'drift accept',
    takes: ['ID'],
    options: {},
    summary: 'Accept a difference: the text says what was found, as a commit',
    async run(invocation) {
      const changed = await (await invocation.client()).declarations.acceptDrift({ drift: positional(invocation, 0) })
      invocation.answer(changed, `${changed.name} says now what was found (${changed.revision?.slice(0, 8)}).`)
      return 0
    },
  },
  {
    name: 'drift ignore',
    takes: ['ID'],
    options: { until: { type: 'string' } },
    optionHelp: '--until DATE',
    summary: 'Say nothing of a difference until a date, for example 2027-01-31',
    async run(invocation) {
      const until = Date.parse(text(invocation, 'until') ?? '')
      if (Number.isNaN(until)) throw new UsageError('Say until when, for example --until 2027-01-31')
      if (until <= Date.now()) throw new UsageError('This day has begun already; name one to come.')
      const ignored = await (await invocation.client()).declarations.ignoreDrift({ drift: positional(invocation, 0), until })
      invocation.answer(ignored, `Nothing is said of it until ${text(invocation, 'until')}: ${ignored.sentence}`)
      return 0
    },
  },
  {
    name: 'drift unignore',
    takes: ['ID'],
    options: {},
    summary: 'Say a difference again that was ignored',
    async run(invocation) {
      const said = await (await invocation.client()).declarations.unignoreDrift({ drift: positional(invocation, 0) })
      invocation.answer(said, `It is said again: ${said.sentence}`)
      return 0
    },
  },
  {
    name: 'undo',
    takes: ['PLAN-ID'],
    options: {},
    summary: 'Plan taking back what a plan did, wholly or in part; nothing changes before it is applied',
    async run(invocation) {
      return shown(invocation, await (await invocation.client()).declarations.undo({ plan: positional(invocation, 0) }))
    },
  },
  {
    name: 'rollback',
    takes: ['REVISION'],
    options: {},
    summary: 'Plan the way back to an earlier commit (see: mycopod declare history); nothing changes before it is applied',
    async run(invocation) {
      return shown(invocation, await (await invocation.client()).declarations.rollback({ revision: positional(invocation, 0) }))
    },
  },
]

function shown(invocation: Invocation, kept: KeptPlan): 0 | 1 | 3 {
  invocation.answer(kept, () => planInWords(kept))
  if (kept.plan.problems.length > 0) return 1
  return kept.plan.steps.length === 0 ? 0 : 3
}

/** Asks on a terminal; a script approves with --yes, and names what is lost with --confirm. */
async function approve(invocation: Invocation, kept: KeptPlan, confirmed: readonly string[]): Promise<void> {
  const missing = kept.plan.asksTwice?.names.filter(name => !confirmed.includes(name)) ?? []
  const consequence = kept.plan.asksTwice?.because ?? `${kept.plan.steps.length} changes are made.`
  if (missing.length > 0)
    throw new AppError('NeedsApproval', {
      what: 'The plan',
      consequence: `${consequence} Name them: ${missing.map(name => `--confirm ${name}`).join(' ')}`,
    })
  if (invocation.yes || confirmed.length > 0) return
  if (invocation.json || !process.stdin.isTTY || !process.stdout.isTTY)
    throw new AppError('NeedsApproval', { what: 'The plan', consequence })
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const typed = await terminal.question(`${planInWords(kept)}\nCarry it out? Type yes: `, { signal: invocation.signal })
    if (typed.trim().toLowerCase() !== 'yes') throw new UsageError('Nothing was done.')
  } finally {
    terminal.close()
  }
}

function driftTable(drift: readonly Drift[]): string {
  return table(
    ['ID', 'WHAT', 'PUTTING IT BACK'],
    drift.map(each => [each.id, driftInWords(each), `${each.risk}, ${each.downtime}`]),
  )
}

function driftInWords({ sentence, ignoredUntil, automatic }: Drift): string {
  if (ignoredUntil !== undefined) return `${sentence} (ignored until ${moment(ignoredUntil)})`
  return automatic?.failed === undefined ? sentence : `${sentence} Not put back: ${automatic.failed}`
}
