import { type Command, given, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { moment, table } from '../table.ts'

/** Who changed what. */
export const commands: readonly Command[] = [
  {
    name: 'audit',
    takes: [],
    options: { since: { type: 'string' }, verify: { type: 'boolean' } },
    optionHelp: '[--since DATE] [--verify]',
    summary: 'Who changed what, and whether the record was altered',
    async run(invocation) {
      const client = await invocation.client()
      if (given(invocation, 'verify')) {
        const result = await client.audit.verify()
        invocation.answer(
          result,
          result.altered === null ? `${result.entries} entries, none altered.` : `Entry ${result.altered} was altered.`,
        )
        return result.altered === null ? 0 : 1
      }
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
