import { expect, it } from 'vitest'
import { standing } from '../../../electron/adapters/ssh/privilege.ts'

it.each([
  ['root', ['root'], '', { privilege: 'root' }],
  ['sudo', ['anna', 'docker'], '', { privilege: 'sudo' }],
  ['sudo-password', ['pi', 'sudo'], '', { privilege: 'sudo-password' }],
  ['sudo-untried', ['pi', 'wheel'], '', { privilege: 'sudo-password', sudoPassword: 'missing' }],
  ['sudo-untried', ['ben', 'docker'], '', { privilege: 'docker-group' }],
  ['sudo-refused', ['pi', 'sudo'], 'sudo: 1 incorrect password attempt', { privilege: 'sudo-password', sudoPassword: 'wrong' }],
  ['sudo-refused', ['ben', 'docker'], 'ben is not in the sudoers file.', { privilege: 'docker-group' }],
  ['sudo-refused', ['ben'], 'Sorry, user ben may not run sudo on nuc.', { privilege: 'none' }],
  ['no-sudo', ['ben', 'docker'], '', { privilege: 'docker-group' }],
] as const)('%s in %j after “%s”', (how, groups, said, expected) => {
  expect(standing(how, groups, said)).toEqual(expected)
})
