import { useCallback, useEffect, useState } from 'react'
import { z } from 'zod'

/** The text of a declaration as it is being written: every version can be gone back to, and a reload loses nothing. */
export interface Draft {
  readonly text: string
  /** Whether it differs from what is kept. */
  readonly changed: boolean
  /** Whether it was found again after a reload. */
  readonly recovered: boolean
  /** `typed` versions that follow one another quickly count as one. */
  change(text: string, how?: 'typed' | 'at-once'): void
  readonly undo: (() => void) | undefined
  /** Goes back to what is kept. */
  discard(): void
  /** What somebody else kept while this was written; nothing can be kept before one of both is chosen. */
  readonly theirs: string | undefined
  /** Ends that choice: what is written from now on comes after theirs. */
  settle(take: 'mine' | 'theirs'): void
  /** Says that `sent` is kept, as `text`. */
  keptAs(sent: string, text: string): void
}

const mostVersions = 200
const storedSchema = z.tuple([z.string(), z.string()])

interface Versions {
  readonly text: string
  /** The kept text that this was written on. */
  readonly base: string
  readonly theirs: string | undefined
  readonly before: readonly string[]
  readonly typing: boolean
  readonly recovered: boolean
}

/** The draft of a declaration whose kept text is `kept`; undefined while that is not known. */
export function useDraft(name: string, kept: string | undefined): Draft {
  const key = `declaration ${name}`
  const [versions, setVersions] = useState<Versions>()
  const base = kept ?? ''

  useEffect(() => {
    if (kept === undefined) return
    setVersions(now => (now === undefined ? begin(key, kept) : follow(now, kept)))
  }, [key, kept])

  const text = versions?.text ?? base
  useEffect(() => {
    if (versions === undefined) return
    if (versions.text === versions.base) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify([versions.base, versions.text]))
  }, [key, versions])

  const change = useCallback(
    (next: string, how: 'typed' | 'at-once' = 'at-once') =>
      setVersions(now => {
        const last = now ?? { text: base, base, theirs: undefined, before: [], typing: false, recovered: false }
        if (next === last.text) return last
        const before = how === 'typed' && last.typing ? last.before : [...last.before, last.text].slice(-mostVersions)
        return { ...last, text: next, before, typing: how === 'typed', recovered: false }
      }),
    [base],
  )
  const undo = useCallback(
    () =>
      setVersions(now => {
        const back = now?.before.at(-1)
        return now === undefined || back === undefined
          ? now
          : { ...now, text: back, before: now.before.slice(0, -1), typing: false, recovered: false }
      }),
    [],
  )
  const discard = useCallback(() => change(base), [change, base])
  const settle = useCallback(
    (take: 'mine' | 'theirs') =>
      setVersions(now => {
        if (now?.theirs === undefined) return now
        const both = { ...now, base: now.theirs, theirs: undefined }
        return take === 'mine' ? both : { ...both, text: now.theirs, before: [...now.before, now.text], typing: false }
      }),
    [],
  )
  const keptAs = useCallback(
    (sent: string, next: string) =>
      setVersions(now => now && { ...now, base: next, text: now.text === sent ? next : now.text, theirs: undefined, recovered: false }),
    [],
  )
  return {
    text,
    changed: kept !== undefined && text !== kept,
    recovered: versions?.recovered ?? false,
    change,
    undo: (versions?.before.length ?? 0) > 0 ? undo : undefined,
    discard,
    theirs: versions?.theirs,
    settle,
    keptAs,
  }
}

function begin(key: string, kept: string): Versions {
  const stored = storedSchema.safeParse(JSON.parse(sessionStorage.getItem(key) ?? 'null'))
  const none = { text: kept, base: kept, theirs: undefined, before: [], typing: false, recovered: false }
  if (!stored.success || stored.data[1] === kept) return none
  const [base, text] = stored.data
  return { ...none, text, base, theirs: base === kept ? undefined : kept, before: [kept], recovered: true }
}

/** What was not changed here follows what is kept; what was changed waits for a choice. */
function follow(now: Versions, kept: string): Versions {
  if (kept === now.base) return now
  if (now.text !== now.base && now.text !== kept) return { ...now, theirs: kept }
  const before = now.text === kept ? now.before : [...now.before, now.text]
  return { ...now, text: kept, base: kept, theirs: undefined, before, typing: false }
}
