import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { openLog } from '../../../electron/adapters/log/open-log.ts'
import { createRedaction } from '../../../electron/adapters/log/redaction.ts'
import { openRotatingFile } from '../../../electron/adapters/log/rotating-file.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const shellWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': secret => secret,
  'in JSON': secret => JSON.stringify({ secret }),
  'in JSON in JSON': secret => JSON.stringify({ body: JSON.stringify({ secret }) }),
  'in a URL': secret => `https://h/?p=${encodeURIComponent(secret)}&q=1`,
  'in a form': secret => new URLSearchParams({ p: secret }).toString(),
  'in base64': secret => Buffer.from(secret).toString('base64'),
  'in base64url': secret => Buffer.from(secret).toString('base64url'),
  'in a shell word': secret => `echo ${shellWord(secret)}`,
  'in a shell word in JSON': secret => JSON.stringify({ argv: ['sh', '-c', `echo ${shellWord(secret)}`] }),
}

describe('redaction', () => {
  const secrets = fc
    .string({ minLength: 4, maxLength: 40, unit: 'binary' })
    .filter(secret => secret.isWellFormed() && !secret.includes('•') && secret.trim().length >= 4)

  test.each(Object.entries(encodings))('no registered secret survives %s', (_, encode) => {
    fc.assert(
      fc.property(fc.array(secrets, { minLength: 1, maxLength: 5 }), fc.string({ maxLength: 20 }), (some, around) => {
        const redaction = createRedaction()
        for (const secret of some) redaction.register(secret)
        for (const secret of some) {
          const encoded = encode(secret)
          const masked = redaction.mask(`${around} ${encoded} ${around}`)
          expect(masked).toContain('••••••')
          expect(masked.includes(encoded)).toBe(false)
          // Nobody who undoes the encoding finds it either.
          expect(masked.includes(secret)).toBe(false)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('a secret inside something longer in base64 is found wherever it begins', () => {
    const redaction = createRedaction()
    const secret = 'correct-horse-battery'
    redaction.register(secret)
    for (const user of ['', 'a', 'ab', 'abc']) {
      const masked = redaction.mask(`Authorization: Basic ${Buffer.from(`${user}:${secret}!`).toString('base64')}`)
      expect(masked).toContain('••••••')
      expect(Buffer.from(masked.split(' ').at(-1)?.replaceAll('•', '') ?? '', 'base64').toString()).not.toContain('horse')
    }
  })

  test('every line of a key is masked, but not its frame', () => {
    const redaction = createRedaction()
    redaction.register(
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nQyNTUxOQAAACBhYmNkZWZn\n-----END OPENSSH PRIVATE KEY-----\n',
    )
    expect(redaction.mask('> b3BlbnNzaC1rZXktdjEAAAAA')).toBe('> ••••••')
    expect(redaction.mask('-----BEGIN OPENSSH PRIVATE KEY-----')).toContain('BEGIN')
  })

  test('text without secrets stays, short values are not taken, and whole values are masked in depth', () => {
    const redaction = createRedaction()
    redaction.register('abc')
    redaction.register('')
    expect(redaction.mask('abc')).toBe('abc')
    redaction.register('s3cret')
    redaction.register('s3cret-longer')
    expect(redaction.mask('s3cret-longer and s3cret')).toBe('•••••• and ••••••')
    expect(redaction.maskDeep({ a: ['s3cret', 1, null], s3cret: { b: true } })).toEqual({ a: ['••••••', 1, null], '••••••': { b: true } })
  })

  test('every one of a thousand secrets is masked', () => {
    const redaction = createRedaction()
    const secrets = Array.from({ length: 1000 }, (_, index) => `secret-number-${index}-${index * 7919}`)
    for (const secret of secrets) redaction.register(secret)
    expect(redaction.mask(secrets.join(' '))).toBe(secrets.map(() => '••••••').join(' '))
  })
})

describe('the log', () => {
  test('writes JSON lines only its owner may read, with stacks and causes, and no secret', async () => {
    const folder = join(temporaryFolder(), 'logs')
    const redaction = createRedaction()
    redaction.register('hunter2"secret')
    const log = await openLog({ folder, redaction, verbose: false })
    log.debug('not kept')
    log.info('hello', { password: 'hunter2"secret', count: 3 })
    log
      .with({ device: 'nuc-1' })
      .error('failed', { error: new AppError('Internal', { ref: 'r1' }, { cause: new Error('hunter2"secret broke it') }) })
    log.close()
    expect(statSync(join(folder, 'mycopod.log')).mode & 0o777).toBe(0o600)
    const text = readFileSync(join(folder, 'mycopod.log'), 'utf8')
    expect(text).not.toContain('hunter2')
    const [first, second, ...more] = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(more).toEqual([])
    expect(first).toMatchObject({ level: 'info', msg: 'hello', count: 3, password: '••••••' })
    expect(second).toMatchObject({
      level: 'error',
      device: 'nuc-1',
      error: { code: 'Internal', data: { ref: 'r1' }, cause: { message: '•••••• broke it' } },
    })
    expect(second.error.stack).toContain('log.test.ts')
  })

  test('shows lines for people on stderr when asked to', async () => {
    const shown = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const redaction = createRedaction()
    redaction.register('hunter2')
    const log = await openLog({ folder: temporaryFolder(), redaction, verbose: true })
    log.debug('polled', { device: 'nuc-1', took: 12, password: 'hunter2' })
    log.close()
    expect(shown.mock.calls.map(([line]) => line)).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} debug polled device=nuc-1 took=12 password=••••••\n$/),
    ])
  })

  test('begins a new file when one is full and keeps the newest', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.log')
    writeFileSync(path, 'from before\n')
    const file = openRotatingFile(path, { maxBytes: 30, kept: 3 })
    for (let number = 0; number < 12; number += 1) file.write(`line number ${number}\n`)
    file.close()
    expect(readdirSync(folder).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2'])
    expect(['a.log.2', 'a.log.1', 'a.log'].map(name => readFileSync(join(folder, name), 'utf8')).join('')).toMatch(
      /line number 10\nline number 11\n$/,
    )
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(30)
  })

  test('a place where no log can be is said', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(openLog({ folder: join(file, 'logs'), redaction: createRedaction(), verbose: false })).rejects.toMatchObject({
      code: 'DataFolderUnusable',
      data: { reason: 'not-a-folder' },
    })
  })
})
