import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commands } from '../../electron/cli/commands/proxmox.ts'
import { clusterPrivileges } from '../../electron/core/cluster/role.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/proxmox.md'), 'utf8')

test('the page about Proxmox tells every command and every privilege as they are', () => {
  for (const { name, takes, summary } of commands) expect(page).toContain(`| \`${[name, ...takes].join(' ')}\` | ${summary} |`)
  for (const { privilege, why } of clusterPrivileges) expect(page).toContain(`| \`${privilege}\` | ${why} |`)
})
