import { useCallback, useEffect, useState } from 'react'

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
}

const mostVersions = 200

interface Versions {
  readonly text: string
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
    setVersions(now => {
      if (now === undefined) {
        const stored = sessionStorage.getItem(key)
        const found = stored !== null && stored !== kept
        return { text: found ? stored : kept, before: found ? [kept] : [], typing: false, recovered: found }
      }
      return now
    })
  }, [key, kept])

  const text = versions?.text ?? base
  useEffect(() => {
    if (versions === undefined) return
    if (versions.text === base) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, versions.text)
  }, [key, base, versions])

  const change = useCallback(
    (next: string, how: 'typed' | 'at-once' = 'at-once') =>
      setVersions(now => {
        const last = now ?? { text: base, before: [], typing: false, recovered: false }
        if (next === last.text) return last
        const before = how === 'typed' && last.typing ? last.before : [...last.before, last.text].slice(-mostVersions)
        return { text: next, before, typing: how === 'typed', recovered: false }
      }),
    [base],
  )
  const undo = useCallback(
    () =>
      setVersions(now => {
        const back = now?.before.at(-1)
        return now === undefined || back === undefined
          ? now
          : { text: back, before: now.before.slice(0, -1), typing: false, recovered: false }
      }),
    [],
  )
  const discard = useCallback(() => change(base), [change, base])
  return {
    text,
    changed: kept !== undefined && text !== kept,
    recovered: versions?.recovered ?? false,
    change,
    undo: (versions?.before.length ?? 0) > 0 ? undo : undefined,
    discard,
  }
}
