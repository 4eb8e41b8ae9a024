import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { PullProgress } from '../../../electron/ports/container-engine.ts'
import type { DeviceAccess, DeviceTarget } from '../../../electron/ports/device-access.ts'
import type { AppError } from '../../../shared/errors/app-error.ts'

/** A device to try, however it is made. */
export interface DeviceFixture {
  readonly access: DeviceAccess
  /** Logs in by password; the user is in the docker group and becomes root by sudo with that password. No host key. */
  readonly target: DeviceTarget
  /** Names of an image that can be pulled and is not there yet, and runs without arguments until it is stopped. */
  readonly image: string
  /** Starts a container of the image with this label and gives back its id; it prints to its log. */
  startContainer(label: string): Promise<string>
  close(): Promise<void>
}

const otherKey = `SHA256:${'A'.repeat(43)}`

async function collect<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

/** What every device keeps to; the same for simulated and for real ones. */
export function describeDeviceAccess(name: string, makeFixture: () => Promise<DeviceFixture>): void {
  describe(`device access: ${name}`, () => {
    let fixture: DeviceFixture
    let target: DeviceTarget
    const session = () => fixture.access.session(target)
    const refusal = (changed: Partial<DeviceTarget>): Promise<AppError> =>
      fixture.access.tryLogin({ ...target, ...changed }).then(
        () => expect.unreachable('the login should be refused'),
        error => error,
      )

    beforeAll(async () => {
      fixture = await makeFixture()
      const error: AppError = await fixture.access.tryLogin(fixture.target).catch(error => error)
      if (!error.is('HostKeyNotAccepted')) throw error
      target = { ...fixture.target, hostKey: error.data.fingerprint }
    })
    afterAll(() => fixture?.close())

    describe('logging in', () => {
      it('works with the pinned host key and says how to become root', async () => {
        const login = await fixture.access.tryLogin(target)
        expect(login).toMatchObject({ privilege: 'sudo-password', hostKey: target.hostKey })
        expect(login.roundTripMs).toBeGreaterThan(0)
      })

      it('is refused with another host key, before any password is sent', async () => {
        const error = await refusal({ hostKey: otherKey })
        expect(error).toMatchObject({ code: 'HostKeyChanged', data: { pinned: otherKey, seen: target.hostKey } })
      })

      it('is refused with a wrong password', async () => {
        const error = await refusal({ login: { method: 'password', password: 'certainly-wrong' } })
        expect(error).toMatchObject({ code: 'LoginRefused', data: { user: target.user, method: 'password' } })
      })

      it('tells a closed door', async () => {
        expect(await refusal({ port: 1 })).toMatchObject({ code: 'PortClosed' })
      })

      it('tells a name without an address', async () => {
        expect(await refusal({ address: 'nowhere.invalid' })).toMatchObject({ code: 'AddressUnknown' })
      })

      it('tells a wrong administrator password, once it is needed', async () => {
        const wrong = fixture.access.session({ ...target, id: 'wrong-sudo', sudoPassword: 'certainly-wrong' })
        onTestFinished(() => fixture.access.forget('wrong-sudo'))
        await expect(wrong.run({ argv: ['id', '-u'] })).resolves.toMatchObject({ exitCode: 0 })
        await expect(wrong.run({ argv: ['id', '-u'], asRoot: true })).rejects.toMatchObject({
          code: 'SudoPasswordWrong',
          data: { missing: false },
        })
      })
    })

    describe('commands', () => {
      it('get their arguments exactly', async () => {
        const words = ['a b', "it's", '"', '$HOME', '`id`', '\\', 'line\nbreak', '', '*', 'ünï☃', ';', '&&']
        const { out } = await session().run({ argv: ['printf', '%s|', ...words] })
        expect(out).toBe(`${words.join('|')}|`)
      })

      it('get their input and environment, and give both outputs and the exit code', async () => {
        const script = 'cat; printf %s "$GREETING" >&2; exit 7'
        const result = await session().run({
          argv: ['sh', '-c', script],
          input: 'première\nligne',
          environment: { GREETING: "it's $fine" },
        })
        expect(result).toEqual({ exitCode: 7, out: 'première\nligne', err: "it's $fine" })
      })

      it('run as root with their input whole and no password in it', async () => {
        const result = await session().run({ argv: ['sh', '-c', 'id -u; cat; echo complaint >&2; exit 3'], input: 'mine', asRoot: true })
        expect(result).toEqual({ exitCode: 3, out: '0\nmine', err: 'complaint\n' })
      })

      it('hand on whole lines as they come', async () => {
        const lines: string[] = []
        const script = 'printf "one\\ntw"; printf "o\\n"; echo aside >&2; printf three'
        await session().run({ argv: ['sh', '-c', script], onLine: (text, stream) => lines.push(`${stream} ${text}`) })
        expect(lines.filter(line => line.startsWith('out'))).toEqual(['out one', 'out two', 'out three'])
        expect(lines).toContain('err aside')
      })

      it('keep the end of a long output', async () => {
        const { out } = await session().run({ argv: ['seq', '1', '5000'], keepBytes: 100 })
        expect(out.length).toBe(100)
        expect(out.endsWith('4999\n5000\n')).toBe(true)
      })

      it('many at once all come to an end', async () => {
        const results = await Promise.all(Array.from({ length: 25 }, (_, index) => session().run({ argv: ['echo', String(index)] })))
        expect(results.map(({ out }) => Number(out))).toEqual([...Array(25).keys()])
      })

      it.each([false, true])('end on the device when cancelled (as root: %s)', async asRoot => {
        const stop = new AbortController()
        const mark = asRoot ? '98761' : '98762'
        const running = session().run(
          { argv: ['sh', '-c', `echo begun; sleep ${mark}`], asRoot, onLine: () => stop.abort(new Error('no longer wanted')) },
          stop.signal,
        )
        await expect(running).rejects.toThrow('no longer wanted')
        await expect
          .poll(async () => (await session().run({ argv: ['ps', '-eo', 'args'] })).out.split('\n').includes(`sleep ${mark}`))
          .toBe(false)
      })

      it('are not begun when already cancelled', async () => {
        await expect(session().run({ argv: ['true'] }, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
      })
    })

    describe('the engine', () => {
      const engine = () => session().engine()

      it('says what it is', async () => {
        const version = await engine().version()
        expect(version).toMatchObject({ rootDir: expect.stringMatching(/^\//), architecture: expect.stringMatching(/^a(md|rm)64$/) })
        expect(version.version).toMatch(/^\d+\.\d+/)
      })

      it('pulls with progress that never goes back, once', async () => {
        const told: PullProgress[] = []
        await engine().removeImage(fixture.image)
        await expect(engine().pull(fixture.image, progress => told.push(progress))).resolves.toBe(true)
        const bytes = told.map(({ doneBytes }) => doneBytes)
        expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
        expect(told.at(-1)).toMatchObject({ phase: 'extracting', totalBytes: bytes.at(-1) })
        await expect(engine().pull(fixture.image, () => {})).resolves.toBe(false)
        await expect(engine().image(fixture.image)).resolves.toMatchObject({ sizeBytes: expect.any(Number) })
      })

      it('tells an image that does not exist', async () => {
        await expect(engine().pull('mycopod-lab/absent:1', () => {})).rejects.toMatchObject({ code: 'ImageNotFound' })
        await expect(engine().image('mycopod-lab/absent:1')).resolves.toBeUndefined()
      })

      it('finds, follows and removes containers by label; removing what is gone is success', async () => {
        await engine().pull(fixture.image, () => {})
        const label = 'io.mycopod.app'
        const watching = new AbortController()
        const events = engine().events(label, watching.signal)[Symbol.asyncIterator]()
        const first = events.next()
        await engine().version()
        const id = await fixture.startContainer(`${label}=suite`)
        const seen = [await first, await events.next()].map(({ value }) => value)
        expect(seen.map(({ action }) => action)).toEqual(['create', 'start'])
        expect(seen[0].container).toBe(id)
        watching.abort(new Error('seen enough'))
        await expect(events.next()).rejects.toThrow('seen enough')

        const [container] = await engine().containers({ [label]: 'suite' })
        expect(container).toMatchObject({ id, state: 'running', restartCount: 0, labels: { [label]: 'suite' } })
        await expect(engine().containers({ [label]: 'another' })).resolves.toEqual([])
        const found = await engine().labelled(label, 'suite')
        expect(found).toMatchObject({ containers: [{ id }], networks: [], volumes: [] })

        await engine().removeContainer(id)
        await engine().removeContainer(id)
        await engine().removeNetwork('mycopod-absent')
        await engine().removeVolume('mycopod-absent')
        await expect(engine().containers({ [label]: 'suite' })).resolves.toEqual([])
      })

      it('gives logs with their times, and follows until cancelled', async () => {
        await engine().pull(fixture.image, () => {})
        const id = await fixture.startContainer('io.mycopod.app=talking')
        onTestFinished(() => engine().removeContainer(id))
        const stop = new AbortController()
        const followed = engine().logs(id, { tail: 100, follow: true }, stop.signal)[Symbol.asyncIterator]()
        const { value: line } = await followed.next()
        expect(line).toMatchObject({ at: expect.any(Number), text: expect.any(String) })
        stop.abort(new Error('read enough'))
        const rest = (async () => {
          while (!(await followed.next()).done);
        })()
        await expect(rest).rejects.toThrow('read enough')
        const lines = await collect(engine().logs(id, { tail: 1, follow: false }))
        expect(lines).toHaveLength(1)
      })

      it('cancels a pull', async () => {
        const stop = new AbortController()
        await engine().removeImage(fixture.image)
        const pull = engine().pull(fixture.image, () => stop.abort(new Error('changed my mind')), stop.signal)
        await expect(pull).rejects.toThrow('changed my mind')
        await expect(engine().version()).resolves.toBeDefined()
      })
    })

    it('connects again after being forgotten, and tells listeners', async () => {
      const changes: boolean[] = []
      const once = fixture.access.session({ ...target, id: 'again' })
      once.onConnected(connected => changes.push(connected))
      await once.connect()
      fixture.access.forget('again')
      await expect.poll(() => changes).toEqual([true, false])
      const anew = fixture.access.session({ ...target, id: 'again' })
      onTestFinished(() => fixture.access.forget('again'))
      await expect(anew.run({ argv: ['echo', 'here'] })).resolves.toMatchObject({ out: 'here\n' })
    })
  })
}
