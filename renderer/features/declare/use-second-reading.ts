import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { SecondReading } from '../../../shared/model/language-model.ts'
import { client } from '../../lib/client.ts'
import { failureOf } from '../../lib/errors.ts'

/** What a language model is asked to read: the text of a declaration, or a message about it. */
export interface ModelAsk {
  readonly name: string
  readonly text: string
  readonly message?: string
}

/** How far it is with it. */
export type ModelReading =
  | { readonly phase: 'idle' }
  | { readonly phase: 'reading'; readonly ask: ModelAsk; readonly words: string }
  | { readonly phase: 'read'; readonly ask: ModelAsk; readonly read: SecondReading }
  | { readonly phase: 'failed'; readonly ask: ModelAsk; readonly problem: Problem }

/** Has the language model read, one thing at a time; what it reads is given up when the screen is left. */
export function useSecondReading(): {
  readonly reading: ModelReading
  ask(ask: ModelAsk): void
  /** Gives up what is read, or puts away what was. */
  leave(): void
} {
  const [reading, setReading] = useState<ModelReading>({ phase: 'idle' })
  const asked = useRef<AbortController>(undefined)
  const leave = useCallback(() => {
    asked.current?.abort()
    setReading({ phase: 'idle' })
  }, [])
  const ask = useCallback((next: ModelAsk) => {
    asked.current?.abort()
    const stop = new AbortController()
    const { signal } = stop
    asked.current = stop
    setReading({ phase: 'reading', ask: next, words: '' })
    const show = (state: (now: ModelReading) => ModelReading) => {
      if (!signal.aborted) setReading(state)
    }
    const follow = async () => {
      for await (const event of await client.languageModel.read(next, { signal })) {
        if (event.kind === 'read') show(() => ({ phase: 'read', ask: next, read: event.read }))
        else show(now => (now.phase === 'reading' ? { ...now, words: (now.words + event.words).slice(-mostWords) } : now))
      }
    }
    follow().catch((error: unknown) => show(() => ({ phase: 'failed', ask: next, problem: failureOf(error).problem })))
  }, [])
  useEffect(() => () => asked.current?.abort(), [])
  return { reading, ask, leave }
}

/** So many of its newest characters are shown. */
const mostWords = 200
