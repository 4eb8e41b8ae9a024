import { refuseTooLong } from '../../../shared/declarations/refuse-too-long.ts'
import type { DeclarationRemote } from '../../../shared/model/declared.ts'
import { type Command, given, positional, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { defined, numberOption, secretFromInput } from '../options.ts'

/** Commands about the repository elsewhere that declarations are also kept in. */
export const remoteCommands: readonly Command[] = [
  {
    name: 'declare remote show',
    takes: [],
    options: {},
    summary: 'Where the declarations are also kept, and how that stands',
    async run(invocation) {
      const remote = await (await invocation.client()).declarations.remote()
      invocation.answer(remote, () => inWords(remote))
      return 0
    },
  },
  {
    name: 'declare remote set',
    takes: ['URL'],
    options: { branch: { type: 'string' }, every: { type: 'string' }, 'token-stdin': { type: 'boolean' } },
    optionHelp: '[--branch B] [--every MINUTES] [--token-stdin]',
    summary: 'Keep the declarations in a repository elsewhere too; tried before it is kept',
    async run(invocation) {
      const token = given(invocation, 'token-stdin') ? await secretFromInput(invocation, 'token-stdin') : undefined
      const more = defined({ branch: text(invocation, 'branch'), everyMinutes: numberOption(invocation, 'every', 1), token })
      const client = await invocation.client()
      const remote = await client.declarations.setRemote({ remote: { url: positional(invocation, 0), ...more } })
      invocation.answer(remote, () => inWords(remote))
      return 0
    },
  },
  {
    name: 'declare remote off',
    takes: [],
    options: {},
    summary: 'Keep the declarations only here; the repository elsewhere stays',
    async run(invocation) {
      invocation.answer(await (await invocation.client()).declarations.setRemote({ remote: null }), 'The declarations are kept only here.')
      return 0
    },
  },
  {
    name: 'declare remote sync',
    takes: [],
    options: {},
    summary: 'Fetch and send now; a change from outside becomes a plan that waits',
    async run(invocation) {
      const remote = await (await invocation.client()).declarations.sync()
      invocation.answer(remote, () => inWords(remote))
      return remote.state === 'conflict' || remote.state === 'rewritten' ? 3 : 0
    },
  },
  {
    name: 'declare remote settle',
    takes: ['NAME', 'SIDE'],
    options: {},
    summary: 'End a conflict in one declaration: ours, theirs, or the text on standard input (file)',
    async run(invocation) {
      const client = await invocation.client()
      const [wanted, which] = [positional(invocation, 0), positional(invocation, 1)]
      const conflicts = (await client.declarations.remote())?.conflicts ?? []
      const conflict = conflicts.find(each => each.name === wanted)
      if (!conflict)
        throw new UsageError(
          `${wanted} is in no conflict${conflicts.length > 0 ? `; in one: ${conflicts.map(each => each.name).join(', ')}` : ''}.`,
        )
      if (which !== 'ours' && which !== 'theirs' && which !== 'file') throw new UsageError('Say ours, theirs or file.')
      const settled = which === 'file' ? await invocation.readInput() : conflict[which]
      refuseTooLong(settled, wanted)
      const others = Object.fromEntries(conflicts.map(each => [each.name, each.ours]))
      const remote = await client.declarations.settle({ texts: { ...others, [wanted]: settled } })
      invocation.answer(remote, () => inWords(remote))
      return 0
    },
  },
]

function inWords(remote: DeclarationRemote | null): string {
  if (!remote) return 'The declarations are kept only here. Keep them elsewhere too: mycopod declare remote set URL --token-stdin'
  const conflicts = remote.conflicts.map(
    ({ name }) => `  ${name}: both sides changed it. End it with: mycopod declare remote settle ${name} ours|theirs|file`,
  )
  return [`${remote.url}, branch ${remote.branch}, looked at every ${remote.everyMinutes} minutes`, remote.sentence, ...conflicts].join(
    '\n',
  )
}
