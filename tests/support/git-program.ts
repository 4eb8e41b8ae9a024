import { execFileSync, spawnSync } from 'node:child_process'

/** Whether the program for Git is on this computer; what is compared with it is skipped elsewhere. */
export const hasGit = spawnSync('git', ['--version']).status === 0

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

/** Runs Git in a folder as somebody else; what it printed. */
export function runGit(folder: string, ...words: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...words], { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

/** What Git says is wrong with a repository; empty where all is well. */
export function damageOf(folder: string): string {
  const { stdout, stderr, status } = spawnSync('git', ['-C', folder, 'fsck', '--strict', '--no-dangling'], {
    env: environment,
    encoding: 'utf8',
  })
  const notes = `${stdout}${stderr}`.split('\n').filter(line => line !== '' && !/^(notice|Checking)/.test(line))
  return [...(status === 0 ? [] : [`fsck ended with ${status}`]), ...notes].join('\n')
}

/** The damage, and what differs from the newest commit. */
export function troubleOf(folder: string): string {
  return `${damageOf(folder)}\n${runGit(folder, 'status', '--short')}`.trim()
}
