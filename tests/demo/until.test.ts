import { expect, it } from 'vitest'
import type { Engine } from '../../electron/demo/engine/engine.ts'
import { until } from '../../electron/demo/engine/until.ts'

it('notices what is told while it begins to listen', async () => {
  const listeners = new Set<() => void>()
  let asked = 0
  const engine = {
    settle: () => undefined,
    listen: (listener: () => void) => {
      listeners.add(listener)
      listener()
      return () => listeners.delete(listener)
    },
  } as unknown as Engine
  await until(engine, new AbortController().signal, () => {
    asked += 1
    return asked > 1
  })
  expect(listeners.size).toBe(0)
})
