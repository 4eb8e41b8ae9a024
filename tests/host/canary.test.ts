import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../electron/adapters/database/open-store.ts'
import { opensslHash } from '../../electron/adapters/hash/openssl-hash.ts'
import { openLog } from '../../electron/adapters/log/open-log.ts'
import { createRedaction } from '../../electron/adapters/log/redaction.ts'
import { createFileSecrets } from '../../electron/adapters/secrets/file-secrets.ts'
import { createAudit } from '../../electron/services/audit.ts'
import { createChanges } from '../../electron/services/changes.ts'
import { createJobRunner } from '../../electron/services/job-runner.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import { findSecret } from '../support/find-secret.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { passUntil } from '../support/job-world.ts'
import { createCountingRandomness } from '../support/small-ports.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A secret as awkward as they come: quotes of both kinds, a backslash, a space, what URLs escape, and no luck in guessing it. */
const makeCanary = () => `c4n'"\\ry ${randomBytes(9).toString('base64')}/&=ü`

test('whatever carries a secret leaves no trace of it in the data folder, except in the store of secrets', async () => {
  const folder = temporaryFolder()
  const canary = makeCanary()
  const clock = createHandClock()
  const redaction = createRedaction()
  redaction.register(canary)
  const log = await openLog({ folder: join(folder, 'logs'), redaction, verbose: false })
  const store = await openStore(folder, clock)
  const changes = createChanges({ clock })
  const audit = createAudit({ store, clock, hash: opensslHash, redaction, changes })
  const runner = createJobRunner({ store, clock, randomness: createCountingRandomness(), log, redaction, changes, audit })
  await createFileSecrets(folder, undefined).set('device/1/password', canary)

  runner.define<object>({
    kind: 'leaky',
    onRestart: 'undo',
    title: () => `Deploy with ${canary}`,
    locks: () => ['app:leaky'],
    steps: () => [{ id: 'write', title: `Write ${canary}`, weight: 1 }],
    run: (_, job) =>
      job.step('write', async step => {
        await job.registerUndo({ kind: 'take', title: `Take ${canary}`, data: {} })
        for (const text of [
          canary,
          JSON.stringify({ canary }),
          encodeURIComponent(canary),
          Buffer.from(`root:${canary}`).toString('base64'),
        ]) {
          step.line(text, 'err')
          step.note(text)
          log.info(text, { text, nested: { [text]: text } })
          await clock.wait(300)
        }
        step.retitle(canary)
        step.progress(0.5, { bars: [{ label: canary, doneBytes: 1 }] })
        await clock.wait(300)
        step.did({ kind: 'command', device: 'nuc-1', command: `echo '${canary.replaceAll("'", "'\\''")}'`, asRoot: false })
        step.did({ kind: 'api', device: 'nuc-1', call: `GET /?password=${encodeURIComponent(canary)}` })
        step.did({ kind: 'file', device: 'nuc-1', path: `/${canary}`, mode: '600', content: `PASSWORD=${canary}\n` })
        throw new AppError('CommandFailed', { device: 'nuc-1', command: canary, exitCode: 1, output: canary }, { cause: new Error(canary) })
      }),
    undo: {
      take: async (_, undo) => {
        undo.line(canary)
        throw new Error(canary)
      },
    },
    afterUndo: async () => ({ sentence: `Left: ${canary}.`, clean: false, left: [canary] }),
  })
  const { id } = await runner.start('leaky', { input: {}, subject: { kind: 'app', name: 'leaky' }, startedBy: 'Ann' })
  await passUntil(clock, runner.idle())
  await audit.record({ who: 'Ann', action: 'devices.edit', what: `Set ${canary}`, before: JSON.stringify({ canary }), after: canary })
  expect((await runner.view(id)).status).toBe('failed')

  // While everything is open, so that what SQLite has not merged yet is searched too.
  expect(readdirSync(folder, { recursive: true })).toEqual(
    expect.arrayContaining(['mycopod.db', 'mycopod.db-wal', join('logs', 'mycopod.log')]),
  )
  expect(findSecret(folder, canary)).toEqual([])
  await store.close()
  log.close()
  expect(findSecret(folder, canary)).toEqual([])
})

test('the search finds a secret in every form', () => {
  const canary = makeCanary()
  const folder = temporaryFolder()
  const forms = [
    canary,
    JSON.stringify(canary),
    encodeURIComponent(canary),
    `echo '${canary.replaceAll("'", "'\\''")}'`,
    Buffer.from(`x${canary}`).toString('base64'),
    Buffer.from(canary).toString('hex'),
  ]
  mkdirSync(join(folder, 'deep'))
  for (const [index, form] of forms.entries()) writeFileSync(join(folder, 'deep', `${index}`), `before ${form} after`)
  writeFileSync(join(folder, 'secrets.json'), canary)
  expect(new Set(findSecret(folder, canary).map(found => found.split(' ')[0]))).toEqual(
    new Set(forms.map((_, index) => join('deep', `${index}`))),
  )
})
