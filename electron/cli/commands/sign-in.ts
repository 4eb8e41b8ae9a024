import type { Command } from '../command.ts'
import { moment } from '../table.ts'

/** Commands about signing in. */
export const commands: readonly Command[] = [
  {
    name: 'sign-in',
    takes: [],
    options: {},
    summary: 'Print a link that signs in one browser, once',
    async run(invocation) {
      const client = await invocation.client()
      const link = await client.session.link()
      invocation.answer(link, () => `${link.url}\nIt works once, until ${moment(link.expiresAt)}.`)
      return 0
    },
  },
]
