import { expect, test } from 'vitest'
import { type Changes, createChanges } from '../../electron/services/changes.ts'
import { createHandClock, settled } from '../support/hand-clock.ts'

/** Collects what a watcher hears until it is stopped. */
function collect(changes: Changes) {
  const stop = new AbortController()
  const heard: string[][] = []
  const done = (async () => {
    for await (const change of changes.watch(stop.signal)) heard.push(change.topics)
  })()
  return { heard, done, stop: () => stop.abort() }
}

test('what changes at once arrives once, and never more than 20 times a second', async () => {
  const clock = createHandClock()
  const changes = createChanges({ clock })
  const watcher = collect(changes)
  await settled()
  for (const topic of ['jobs', 'jobs', 'apps'] as const) changes.tell(topic)
  await clock.pass(10)
  expect(watcher.heard).toEqual([['jobs', 'apps']])
  for (let ms = 0; ms < 1000; ms += 1) {
    changes.tell('devices')
    await clock.pass(1)
  }
  expect(watcher.heard.length).toBeGreaterThan(15)
  expect(watcher.heard.length).toBeLessThanOrEqual(22)
  watcher.stop()
  await watcher.done
})

test('a change is never lost, however slow the reader', async () => {
  const clock = createHandClock()
  const changes = createChanges({ clock })
  const stop = new AbortController()
  const reader = changes.watch(stop.signal)[Symbol.asyncIterator]()
  const first = reader.next()
  changes.tell('jobs')
  await clock.pass(100)
  expect((await first).value).toEqual({ topics: ['jobs'] })
  for (const topic of ['apps', 'devices', 'apps'] as const) {
    changes.tell(topic)
    await clock.pass(100)
  }
  expect((await reader.next()).value).toEqual({ topics: ['apps', 'devices'] })
  const last = reader.next()
  stop.abort()
  expect((await last).done).toBe(true)
})

test('whoever stopped listening hears nothing more', async () => {
  const clock = createHandClock()
  const changes = createChanges({ clock })
  const heard: string[] = []
  const stop = changes.on(change => heard.push(...change.topics))
  changes.tell('jobs')
  await clock.pass(100)
  stop()
  changes.tell('apps')
  await clock.pass(100)
  expect(heard).toEqual(['jobs'])
})
