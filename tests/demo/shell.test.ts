import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queueOf } from '../../electron/demo/byte-queue.ts'
import { createDevice } from '../../electron/demo/create-device.ts'
import { demoTime, machineClock } from '../../electron/demo/demo-time.ts'
import { fourDevices } from '../../electron/demo/device-profiles.ts'
import { programs } from '../../electron/demo/programs.ts'
import { keepText } from '../../electron/demo/shell/process.ts'
import { commandLine } from '../../electron/ports/device-shell/quote.ts'

const [profile] = fourDevices
if (!profile) throw new Error('the demo has no device')

interface Outcome {
  readonly code: number
  readonly out: string
}

async function simulated(argv: readonly string[], input = ''): Promise<Outcome> {
  const device = createDevice({
    profile: profile as NonNullable<typeof profile>,
    seed: 'test',
    time: demoTime(machineClock(), 1000),
    imageFault: () => undefined,
    reboot: () => undefined,
  })
  const out = keepText()
  const code = await programs.run(argv, {
    device,
    programs,
    user: device.root,
    pid: 1,
    environment: new Map([['HOME', '/root']]),
    directory: '/tmp',
    fileMask: 0o022,
    stdin: queueOf(input),
    out,
    err: keepText(),
    signal: new AbortController().signal,
  })
  return { code, out: out.text() }
}

const real = (script: string, args: readonly string[]): Promise<Outcome> =>
  new Promise(resolve => {
    execFile('sh', ['-c', script, 'sh', ...args], { cwd: '/', env: { PATH: '/usr/bin:/bin', HOME: '/root' } }, (error, out) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out }),
    )
  })

// What the real shell of this machine says must be what the simulated one says.
const pieces = readFileSync(new URL('shell-scripts.sh', import.meta.url), 'utf8')
  .split(/^#### /m)
  .slice(1)
const scripts = pieces.map(piece => [piece.slice(0, piece.indexOf('\n')), piece.slice(piece.indexOf('\n') + 1)] as const)

describe('the simulated shell', () => {
  it.each(scripts)('agrees with the real one on %s', async (_, script) => {
    expect(await simulated(['sh', '-c', script, 'sh'])).toEqual(await real(script, []))
  })

  it('gives every word exactly as it was quoted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom(...'ab \t\n\'"\\$`(){}[]*?;&|<>#~!=%üß☃') }), { maxLength: 4 }),
        async words => {
          const { out } = await simulated(['bash', '-c', commandLine(['printf', '%s\u0001', ...words])])
          expect(out).toBe(words.length === 0 ? '\u0001' : words.map(word => `${word}\u0001`).join(''))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('refuses what no shell can read, and never hangs', async () => {
    for (const script of ['echo "', 'if true', 'for x in a; do', '(', 'case x in', 'echo $(', '}', '| cat', '${'])
      expect((await simulated(['sh', '-c', script])).code).toBe(2)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...' a\'"\\$`(){};&|<>#\n='), maxLength: 14 }), async script => {
        const { code } = await simulated(['sh', '-c', script])
        expect(code).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  it('reads standard input as a script', async () => {
    await expect(simulated(['sh'], 'echo one\necho two\n')).resolves.toEqual({ code: 0, out: 'one\ntwo\n' })
  })
})
