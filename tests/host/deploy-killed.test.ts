import { expect, onTestFinished, test } from 'vitest'
import { startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import type { Store } from '../../electron/ports/store.ts'
import { deployRequestSchema } from '../../shared/model/app.ts'
import { startAppHost, tracesOn } from '../support/app-lab.ts'
import { createMemoryStore } from '../support/memory-store.ts'
import { createMemorySecrets } from '../support/small-ports.ts'

const request = deployRequestSchema.parse({ recipe: 'notes', settings: { TYPED: 'typed by Anna' } })

/** A store through which nothing gets after the `dieAt`th write, as for a program that is killed. */
function mortal(store: Store, dieAt: number, onDeath: () => void): Store {
  let writes = 0
  const guard = <T extends object>(area: T): T =>
    new Proxy(area, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return async (...given: unknown[]) => {
          if (name === 'append' || name === 'save' || name === 'create' || name === 'remove') {
            writes += 1
            if (writes === dieAt) onDeath()
          }
          if (writes >= dieAt) return new Promise(() => undefined)
          return member.apply(target, given)
        }
      },
    })
  return { ...store, jobs: guard(store.jobs), apps: guard(store.apps) }
}

// Every write of a deploy, one test each: from the record of the app to the end of the job.
const kills = Array.from({ length: 34 }, (_, index) => index + 1)

test.each(kills)('a host killed at write %i of a deploy: the next one finishes or undoes it', async dieAt => {
  const homelab = await startDemoHomelab({ speed: 200 })
  onTestFinished(() => homelab.close())
  const remains = { store: createMemoryStore(), secrets: createMemorySecrets() }
  const second = await startAppHost(remains)
  onTestFinished(() => second.kill())
  const [nuc] = homelab.devices
  if (!nuc) throw new Error('the demo has no device')
  const { name, address, port, user, password, hostKey } = nuc
  const device = await second.inventory.add(
    { name, address, port, user, login: { method: 'password', password }, acceptHostKey: hostKey },
    'anna',
  )
  await second.monitoring.examine(device)
  const before = await tracesOn(await second.inventory.session(device))

  let dead = (): void => undefined
  const death = new Promise<void>(resolve => {
    dead = resolve
  })
  const first = await startAppHost({ ...remains, store: mortal(remains.store, dieAt, () => dead()) })
  await first.monitoring.examine(device)
  const finished = first.deployments.deploy(request, 'anna').then(({ job }) => first.ended(job))
  await Promise.race([death, finished])
  await first.access.close()
  finished.catch(() => undefined)

  const third = await startAppHost(remains)
  onTestFinished(() => third.kill())
  await third.jobs.recover()
  await third.jobs.idle()
  const [app] = await remains.store.apps.list()
  const seen = await tracesOn(await third.inventory.session(device))
  if (app) {
    expect(app.stage).toBe('deployed')
    expect(await third.apps.get('notes')).toMatchObject({ stage: 'deployed' })
    expect(seen.traces.filter(trace => trace.startsWith('container mycopod'))).toHaveLength(2)
    await third.monitoring.examine(device)
    expect(await third.deploy({ recipe: 'notes' })).toMatchObject({ status: 'succeeded' })
  } else {
    expect(seen.traces).toEqual(before.traces)
    expect(await remains.secrets.names('app/')).toEqual([])
    await third.monitoring.examine(device)
    expect(await third.deploy(request)).toMatchObject({ status: 'succeeded' })
  }
  first.jobs.close().catch(() => undefined)
})
