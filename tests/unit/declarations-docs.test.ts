import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commands as declareCommands } from '../../electron/cli/commands/declare.ts'
import { commands as modelCommands } from '../../electron/cli/commands/model.ts'
import { commands as planCommands } from '../../electron/cli/commands/plan.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/declarations.md'), 'utf8')

test('the page about declarations tells every command as it is', () => {
  for (const { name, takes, summary } of [...declareCommands, ...modelCommands, ...planCommands])
    expect(page).toContain(`| \`${[name, ...takes].join(' ')}\` | ${summary} |`)
})
