import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeclaredLab } from '../support/declared-lab.ts'

let lab: Awaited<ReturnType<typeof createDeclaredLab>>
beforeAll(async () => {
  lab = await createDeclaredLab({ guests: 120 })
})
afterAll(() => lab.close())

const world = () => [...lab.cluster.world.guests.values()]
/** Settings of every guest but some, as Proxmox keeps them. */
const othersThan = (vmids: readonly number[]) =>
  JSON.stringify(world().flatMap(({ vmid, config }) => (vmids.includes(vmid) ? [] : [[vmid, config]])))

/** Carries a plan out while the host is killed each time one more of its steps is done. */
async function applyKilled(plan: string): Promise<void> {
  const { id } = await lab.services().declarations.apply(plan, [], 'Ada')
  const doneOf = async () => (await lab.services().jobs.view(id)).steps.filter(step => step.status === 'done').length
  const { length: all } = (await lab.services().jobs.view(id)).steps
  for (let killedAt = 0; killedAt < all; killedAt = (await doneOf()) + 1) {
    for await (const _ of lab.services().jobs.follow(id, 0, new AbortController().signal)) if ((await doneOf()) >= killedAt) break
    await lab.restart()
  }
  await lab.services().jobs.idle()
  expect(await lab.services().jobs.view(id)).toMatchObject({ status: 'succeeded' })
}

test('a host that is killed after every step of a plan brings it to its end, does nothing twice and touches nothing else', async () => {
  const chosen = world()
    .filter(guest => guest.vmid >= 1000 && String(guest.config.onboot) !== '1' && !guest.template)
    .slice(0, 20)
  const names = chosen.map(guest => String(guest.config.name ?? guest.config.hostname))
  const others = othersThan(chosen.map(guest => guest.vmid))
  const { kept } = await lab.declare(names.map(name => `Start ${name} on boot.\n`).join(''))
  expect([kept.plan.problems, kept.plan.questions, kept.plan.steps.length]).toEqual([[], [], 20])
  await applyKilled(kept.plan.id)
  expect(chosen.map(({ vmid }) => lab.cluster.world.guests.get(vmid)?.config.onboot)).toEqual(chosen.map(() => '1'))
  expect(othersThan(chosen.map(guest => guest.vmid))).toBe(others)
  const changes = (await lab.services().jobs.list({ limit: 200 })).filter(view => view.kind === 'guests.reconcile')
  expect(changes.map(view => view.subject.name).sort()).toEqual([...names].sort())
  expect((await lab.services().declarations.plan('home', 'Ada')).plan.steps).toEqual([])
})

test('guests that are made while the host is killed again and again are there once', async () => {
  const { kept } = await lab.declare('Create 3 Debian containers called hut-1 to hut-3, each with 1 core and 256 MB of memory.\n', 'huts')
  expect([kept.plan.problems, kept.plan.steps.length]).toEqual([[], 3])
  await applyKilled(kept.plan.id)
  const huts = world().map(guest => String(guest.config.hostname))
  expect(huts.filter(name => name.startsWith('hut-')).sort()).toEqual(['hut-1', 'hut-2', 'hut-3'])
  expect((await lab.services().declarations.plan('huts', 'Ada')).plan.steps).toEqual([])
})
