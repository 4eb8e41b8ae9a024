import { type Command, given, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { moment, table } from '../table.ts'

/** Who changed what. */
export const commands: readonly Command[] = [
  {
    name: 'audit',
    takes: [],
    options: { since: { type: 'string' }, verify: { type: 'boolean' }, archive: { type: 'boolean' } },
    optionHelp: '[--since DATE] [--verify [--archive]]',
    summary: 'Who changed what, and whether the record was altered',
    async run(invocation) {
      const client = await invocation.client()
      if (given(invocation, 'verify')) {
        const result = await client.audit.verify({ archive: given(invocation, 'archive') })
        invocation.answer(result, verdict(result))
        return result.altered === null ? 0 : 1
      }
      if (given(invocation, 'archive')) throw new UsageError('--archive goes with --verify')
      const since = text(invocation, 'since')
      const from = since === undefined ? 0 : Date.parse(since)
      if (Number.isNaN(from)) throw new UsageError(`--since takes a date such as 2026-01-31, not “${since}”`)
      const entries = await client.audit.list({ since: from })
      invocation.answer(entries, () =>
        table(
          ['WHEN', 'WHO', 'WHAT', 'BEFORE', 'AFTER'],
          entries.map(entry => [moment(entry.at), entry.who, entry.what, entry.before, entry.after]),
        ),
      )
      return 0
    },
  },
]

function verdict({ entries, archived, altered }: { entries: number; archived: number; altered: number | null }): string {
  if (altered !== null) return `Entry ${altered} is missing or was altered.`
  return `${entries} entries, none altered${archived === 0 ? '' : `; ${archived} of them are in the archive`}.`
}
