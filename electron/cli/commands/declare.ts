import { refuseTooLong } from '../../../shared/declarations/refuse-too-long.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { Interpretation } from '../../../shared/model/declaration.ts'
import type { Commit, DeclarationDetail, DeclarationSummary } from '../../../shared/model/declared.ts'
import { type Client, type Command, type Invocation, positional, text } from '../command.ts'
import { editText } from '../edit-text.ts'
import { UsageError } from '../failure.ts'
import { choice, defined } from '../options.ts'
import { moment, table } from '../table.ts'
import { remoteCommands } from './declare-remote.ts'
import { readingInWords } from './declare-words.ts'

const name = ['NAME'] as const
const optionalName = ['[NAME]'] as const
const usualName = 'home'
const first = `# Home

Write here what you want, in plain words. These lines ask for nothing yet.
`

/** Commands about declarations: what is wanted, in plain words. */
export const commands: readonly Command[] = [
  {
    name: 'declare init',
    takes: optionalName,
    options: {},
    summary: `Begin a declaration, “${usualName}” unless another name is given`,
    async run(invocation) {
      const client = await invocation.client()
      const wanted = positional(invocation, 0) || usualName
      const there = (await client.declarations.list()).find(each => each.name === wanted)
      const made = there ?? (await client.declarations.save({ name: wanted, text: first, reason: `Begin ${wanted}` }))
      invocation.answer(
        made,
        there ? `${wanted} is there already.` : `${wanted} is begun. Write in it with: mycopod declare edit ${wanted}`,
      )
      return 0
    },
  },
  {
    name: 'declare list',
    takes: [],
    options: {},
    summary: 'All declarations, and how far they are applied',
    async run(invocation) {
      const all = await (await invocation.client()).declarations.list()
      invocation.answer(all, () =>
        all.length === 0
          ? 'Nothing is declared yet. Begin with: mycopod declare init'
          : table(['NAME', 'WISHES', 'QUESTIONS', 'NOT READ', 'APPLIED', 'BY ITSELF', 'LAST CHANGE'], all.map(row)),
      )
      return 0
    },
  },
  {
    name: 'declare show',
    takes: optionalName,
    options: { revision: { type: 'string' } },
    optionHelp: '[--revision R]',
    summary: 'The text of a declaration and what was read of it',
    async run(invocation) {
      const shown = await detail(invocation, await invocation.client(), text(invocation, 'revision'))
      invocation.answer(shown, () => `${shown.text.trimEnd()}\n\n${readingInWords(shown.reading)}`)
      return waiting(invocation, shown.reading)
    },
  },
  {
    name: 'declare edit',
    takes: optionalName,
    options: { reason: { type: 'string', short: 'm' } },
    optionHelp: '[--reason WHY] [< TEXT]',
    summary: 'Change a declaration in your editor, or by the text on standard input; kept as a commit',
    async run(invocation) {
      const client = await invocation.client()
      const wanted = positional(invocation, 0) || usualName
      const there = (await client.declarations.list()).some(each => each.name === wanted)
      const before = there ? await client.declarations.get({ name: wanted }) : undefined
      const given = await editText(invocation, before?.text ?? first, `${wanted}.md`)
      refuseTooLong(given, wanted)
      const reason = defined({ reason: text(invocation, 'reason'), basedOn: before?.revision })
      return kept(invocation, await client.declarations.save({ name: wanted, text: given, ...reason }))
    },
  },
  {
    name: 'declare commit',
    takes: optionalName,
    options: { reason: { type: 'string', short: 'm' } },
    optionHelp: '[--reason WHY]',
    summary: 'Keep what was changed in the folder of the declarations as a commit',
    async run(invocation) {
      const client = await invocation.client()
      const found = await detail(invocation, client)
      // What is no text is shown as none; kept as such it would be emptied.
      if (found.text === '' && found.problem !== undefined)
        throw new AppError('DeclarationUnreadable', {
          declaration: found.name,
          because: found.problem,
          instead: 'Save it as plain text in UTF-8.',
        })
      if (!found.uncommitted) {
        invocation.answer(found, `${found.name} has no changes to commit.`)
        return 0
      }
      refuseTooLong(found.text, found.name)
      const reason = defined({ reason: text(invocation, 'reason') })
      return kept(invocation, await client.declarations.save({ name: found.name, text: found.text, ...reason }))
    },
  },
  {
    name: 'declare remove',
    takes: name,
    options: {},
    summary: 'Take a declaration away; what it declared stays as it is',
    async run(invocation) {
      const removed = await (await invocation.client()).declarations.remove({ name: positional(invocation, 0) })
      invocation.answer(removed, `${positional(invocation, 0)} is taken away. The lab stays as it is, and the text is in the history.`)
      return 0
    },
  },
  {
    name: 'declare history',
    takes: optionalName,
    options: {},
    summary: 'Changes of the declarations, newest first',
    async run(invocation) {
      const wanted = defined({ name: positional(invocation, 0) || undefined })
      const commits = await (await invocation.client()).declarations.history(wanted)
      invocation.answer(commits, () => (commits.length === 0 ? 'Nothing is declared yet.' : historyTable(commits)))
      return 0
    },
  },
  {
    name: 'declare compare',
    takes: name,
    options: { from: { type: 'string' }, to: { type: 'string' } },
    optionHelp: '--from R [--to R]',
    summary: 'The texts of two commits, or of one and now',
    async run(invocation) {
      const from = text(invocation, 'from')
      if (from === undefined) throw new UsageError('Name the commit to compare with: --from R (see: mycopod declare history)')
      const to = defined({ to: text(invocation, 'to') })
      const both = await (await invocation.client()).declarations.compare({ name: positional(invocation, 0), from, ...to })
      invocation.answer(both, `--- ${from}\n${both.from}\n+++ ${to.to ?? 'now'}\n${both.to}`)
      return 0
    },
  },
  {
    name: 'declare restore',
    takes: ['NAME', 'REVISION'],
    options: {},
    summary: 'Bring an earlier text back; nothing in the lab changes before a plan is applied',
    async run(invocation) {
      const client = await invocation.client()
      return kept(invocation, await client.declarations.restore({ name: positional(invocation, 0), revision: positional(invocation, 1) }))
    },
  },
  {
    name: 'declare policy',
    takes: ['NAME', 'POLICY'],
    options: {},
    summary:
      'What is done by itself when the lab differs: nothing (watch), what nobody notices (fix-safe), or all that loses no data (fix-all)',
    async run(invocation) {
      const words = ['watch', 'fix-safe', 'fix-all'] as const
      const policy = choice({ ...invocation, values: { policy: positional(invocation, 1) } }, 'policy', words)
      if (policy === undefined) throw new UsageError(`Say one of ${words.join(', ')}`)
      const changed = await (await invocation.client()).declarations.setPolicy({ name: positional(invocation, 0), policy })
      invocation.answer(changed, `${changed.name}: ${changed.policy}`)
      return 0
    },
  },
  ...remoteCommands,
]

function row(each: DeclarationSummary): (string | undefined)[] {
  const { applied, changed } = each
  return [
    each.name,
    each.problem === undefined ? String(each.entries) : each.problem,
    String(each.questions),
    String(each.unread),
    applied ? (applied.current ? moment(applied.at) : `${moment(applied.at)}, changed since`) : 'not yet',
    each.policy,
    each.uncommitted ? 'not committed' : changed && `${moment(changed.at)} by ${changed.author}: ${changed.reason}`,
  ]
}

function detail(invocation: Invocation, client: Client, revision?: string): Promise<DeclarationDetail> {
  return client.declarations.get({ name: positional(invocation, 0) || usualName, ...defined({ revision }) })
}

function kept(invocation: Invocation, saved: DeclarationDetail): 0 | 3 {
  invocation.answer(
    saved,
    () => `${saved.name} is kept (${saved.revision?.slice(0, 8)}).\n${readingInWords(saved.reading)}\nSee what it would do: mycopod plan`,
  )
  return waiting(invocation, saved.reading)
}

function waiting(invocation: Invocation, { questions, unread }: Interpretation): 0 | 3 {
  return questions.length + unread.length > 0 && !invocation.json ? 3 : 0
}

function historyTable(commits: readonly Commit[]): string {
  const rows = commits.map(each => [each.revision.slice(0, 8), moment(each.at), each.author, each.declarations.join(', '), each.reason])
  return table(['REVISION', 'WHEN', 'WHO', 'WHAT', 'WHY'], rows)
}
