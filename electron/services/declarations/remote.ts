import { AppError } from '../../../shared/errors/app-error.ts'
import type { DeclarationRemote } from '../../../shared/model/declared.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeclarationStore, Pulled, StoreRemote } from '../../ports/declaration-store.ts'
import type { Log, Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Store, StoredRemote } from '../../ports/store.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { wireErrorOf } from '../wire-error-of.ts'
import { declarationOf, textFile } from './read-declared.ts'

/** What is asked for a remote; without a token the one that is kept stays. */
export interface RemoteAsk {
  readonly url: string
  readonly branch: string
  readonly everyMinutes: number
  readonly token?: string | undefined
}

/** The repository elsewhere: fetched on a schedule, sent to after every change. */
export interface Remote {
  view(): Promise<DeclarationRemote | undefined>
  /** Sets it after one try; undefined takes it away. Errors: RemoteUnreachable, RemoteRefused. */
  set(ask: RemoteAsk | undefined, who: string, signal?: AbortSignal): Promise<DeclarationRemote | undefined>
  /** Fetches, then sends. Conflicts are in the view. Errors: NotFound without a remote, RemoteUnreachable, RemoteRefused. */
  sync(who: string, signal?: AbortSignal): Promise<DeclarationRemote>
  /** Errors: NotFound where a text is of no declaration in conflict. */
  settle(texts: Readonly<Record<string, string>>, who: string, signal?: AbortSignal): Promise<DeclarationRemote>
  /** Sends in the background after a commit here. */
  sendSoon(): void
  /** Fetches on its schedule until the signal. */
  watch(signal: AbortSignal): Promise<void>
}

export interface RemoteDependencies {
  readonly documents: DeclarationStore
  readonly store: Pick<Store, 'declarationRemote'>
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly clock: Clock
  readonly log: Log
  readonly randomness: Randomness
  readonly audit: Audit
  readonly changes: Changes
  /** Called with the commits that a fetch brought. */
  readonly onPulled: (from: string | undefined, to: string) => Promise<void>
}

const tokenName = 'declarations/remote/token'
const minuteMs = 60_000
/** Who a merge of both sides is by when nobody asked for it. */
const automatic = 'MycoPod'

interface Standing {
  readonly state: DeclarationRemote['state']
  readonly sentence: string
  readonly conflicts: DeclarationRemote['conflicts']
}

/** Makes the remote over its record. */
export function createRemote(dependencies: RemoteDependencies): Remote {
  const { documents, store, secrets, redaction, clock, log, audit, changes, onPulled } = dependencies
  let standing: Standing = { state: 'never', sentence: 'It was not looked at yet.', conflicts: [] }
  let turn: Promise<unknown> = Promise.resolve()

  /** One exchange at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  async function wayTo({ url, branch }: StoredRemote, given?: string): Promise<StoreRemote> {
    const token = given ?? (await secrets.get(tokenName))
    if (token !== undefined) redaction.register(token)
    return { url, branch, ...(token !== undefined && { token }) }
  }

  function stand(next: Standing): void {
    const was = standing
    standing = next
    if (JSON.stringify(was) !== JSON.stringify(next)) changes.tell('declarations')
  }

  function fail(error: unknown): void {
    const wire = wireErrorOf(error, dependencies)
    const because = 'because' in wire.data && typeof wire.data.because === 'string' ? wire.data.because : 'It did not answer.'
    stand({ state: 'unreachable', sentence: `The last try failed: ${because}`, conflicts: standing.conflicts })
  }

  async function exchange(remote: StoredRemote, way: StoreRemote, who: string, signal: AbortSignal | undefined): Promise<void> {
    try {
      const pulled = await documents.pull(way, who, clock.now(), signal)
      await store.declarationRemote.save({ ...remote, lastPullAt: clock.now() })
      stand(standingAfter(pulled))
      if (pulled.found === 'changes') await onPulled(pulled.from, pulled.to)
      if (pulled.found === 'conflict' || pulled.found === 'rewritten') return
      await documents.push(way, signal)
      stand({ state: 'same', sentence: 'Both have the same.', conflicts: [] })
    } catch (error) {
      if (error instanceof AppError && error.code === 'RemoteAhead') {
        stand({ state: 'behind', sentence: 'It changed just now; it is fetched again soon.', conflicts: [] })
        return
      }
      fail(error)
      throw error
    }
  }

  async function known(): Promise<StoredRemote> {
    const remote = await store.declarationRemote.get()
    if (!remote) throw new AppError('NotFound', { what: 'path', name: 'the remote of the declarations' })
    return remote
  }

  async function view(): Promise<DeclarationRemote | undefined> {
    const remote = await store.declarationRemote.get()
    return remote && { ...remote, ...standing, conflicts: [...standing.conflicts] }
  }

  async function needView(): Promise<DeclarationRemote> {
    return { ...(await known()), ...standing, conflicts: [...standing.conflicts] }
  }

  return {
    view,
    set: (ask, who, signal) =>
      inTurn(async () => {
        const before = await store.declarationRemote.get()
        if (!ask) {
          await store.declarationRemote.save(undefined)
          await secrets.remove(tokenName)
          if (before)
            await audit.record({ who, action: 'declarations.setRemote', what: 'Keeps the declarations only here', before: before.url })
          standing = { state: 'never', sentence: '', conflicts: [] }
          changes.tell('declarations')
          return undefined
        }
        const { token, ...record } = ask
        // A token is not sent to another address than it was given for.
        const kept = before?.url === record.url ? undefined : ''
        const way = await wayTo(record, token ?? kept)
        const pulled = await documents.pull({ ...way, token: way.token || undefined }, who, clock.now(), signal)
        if (token !== undefined) await secrets.set(tokenName, token)
        else if (kept === '') await secrets.remove(tokenName)
        await store.declarationRemote.save({ ...record, lastPullAt: clock.now() })
        await audit.record({
          who,
          action: 'declarations.setRemote',
          what: 'Keeps the declarations elsewhere too',
          before: before?.url ?? '',
          after: record.url,
        })
        stand(standingAfter(pulled))
        if (pulled.found === 'changes') await onPulled(pulled.from, pulled.to)
        if (pulled.found !== 'conflict' && pulled.found !== 'rewritten') {
          await documents.push({ ...way, token: way.token || undefined }, signal)
          stand({ state: 'same', sentence: 'Both have the same.', conflicts: [] })
        }
        return view()
      }),
    sync: (who, signal) =>
      inTurn(async () => {
        const remote = await known()
        await exchange(remote, await wayTo(remote), who, signal)
        return needView()
      }),
    settle: (texts, who, signal) =>
      inTurn(async () => {
        const remote = await known()
        const way = await wayTo(remote)
        const unknown = Object.keys(texts).find(name => !standing.conflicts.some(conflict => conflict.name === name))
        if (unknown !== undefined)
          throw new AppError('NotFound', { what: 'declaration', name: unknown, known: standing.conflicts.map(({ name }) => name) })
        const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [textFile(name), text]))
        const before = await documents.head()
        const revision = await documents.settle(way, { files, author: who, at: clock.now() })
        await audit.record({ who, action: 'declarations.settle', what: 'Ended a conflict with the repository elsewhere', after: revision })
        await onPulled(before, revision)
        await exchange(remote, way, who, signal)
        return needView()
      }),
    sendSoon: () => {
      void inTurn(async () => {
        const remote = await store.declarationRemote.get()
        if (remote) await exchange(remote, await wayTo(remote), automatic, undefined)
      }).catch((error: unknown) => log.warn('the declarations could not be sent elsewhere', { error }))
    },
    watch: async signal => {
      while (!signal.aborted) {
        const remote = await store.declarationRemote.get()
        if (remote) {
          await inTurn(async () => exchange(remote, await wayTo(remote), automatic, signal)).catch((error: unknown) =>
            log.warn('the declarations could not be fetched', { error }),
          )
        }
        await clock.wait((remote?.everyMinutes ?? 5) * minuteMs, signal).catch(() => undefined)
      }
    },
  }
}

function standingAfter(pulled: Pulled): Standing {
  switch (pulled.found) {
    case 'nothing':
      return { state: 'same', sentence: 'Both have the same.', conflicts: [] }
    case 'ahead':
      return { state: 'ahead', sentence: 'What is here is not there yet.', conflicts: [] }
    case 'changes':
      return { state: 'same', sentence: 'Changes from there were fetched.', conflicts: [] }
    case 'rewritten':
      return {
        state: 'rewritten',
        sentence: 'The history there was rewritten: what was fetched before is gone from it. Nothing here was changed.',
        conflicts: [],
      }
    case 'conflict': {
      const conflicts = pulled.files.flatMap(({ path, ours, theirs }) => {
        const name = path.endsWith('.md') ? declarationOf(path) : undefined
        return name === undefined ? [] : [{ name, ours, theirs }]
      })
      return { state: 'conflict', sentence: 'Both sides changed the same text. Nothing is lost: say which one counts.', conflicts }
    }
  }
}
