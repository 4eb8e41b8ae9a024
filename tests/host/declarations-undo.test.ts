import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeclaredLab } from '../support/declared-lab.ts'

let lab: Awaited<ReturnType<typeof createDeclaredLab>>
beforeAll(async () => {
  lab = await createDeclaredLab()
})
afterAll(() => lab.close())

const declarations = () => lab.services().declarations

/** Undoes a plan, and what is asked about twice is said yes to. */
async function undo(plan: string) {
  const back = await declarations().undo(plan, 'Ada')
  expect(back.plan.problems).toEqual([])
  expect(await lab.apply(back.plan.id, back.plan.asksTwice?.names ?? [])).toMatchObject({ status: 'succeeded' })
  return back
}

test('the very first plan is undone: what it made goes, what it changed is as it was, and there is no text', async () => {
  const cores = lab.cluster.world.guests.get(104)?.config.cores
  const { kept } = await lab.declare(
    'monitor should have 2 cores and 1 GB of memory.\nCreate a Debian container called attic with 1 core and 512 MB of memory.\n',
    'first',
  )
  expect(await lab.apply(kept.plan.id)).toMatchObject({ status: 'succeeded' })
  const back = await undo(kept.plan.id)
  expect(back.plan.steps.map(step => [step.id, step.action]).sort()).toEqual([
    ['guest:attic', 'delete'],
    ['guest:monitor', 'update'],
  ])
  expect(lab.cluster.world.guests.get(104)?.config.cores).toBe(cores)
  expect((await declarations().list()).map(each => each.name)).not.toContain('first')
})

test('a later plan is undone to the text that was applied before it, whatever was kept between them', async () => {
  const first = await lab.declare('ci-1 should have 2 cores.\n')
  await lab.apply(first.kept.plan.id)
  await lab.declare('ci-1 should have 3 cores.\n')
  const { kept } = await lab.declare('ci-1 should have 4 cores.\n')
  expect(await lab.apply(kept.plan.id)).toMatchObject({ status: 'succeeded' })
  await undo(kept.plan.id)
  expect(lab.cluster.world.guests.get(106)?.config.cores).toBe('2')
  expect((await declarations().get('home')).text).toBe('ci-1 should have 2 cores.\n')
  expect((await declarations().plan('home', 'Ada')).plan.steps).toEqual([])
  expect((await declarations().get('home')).applied).toMatchObject({ current: true })
})

test('of a plan that failed half-way just what was done is undone', async () => {
  const { kept } = await lab.declare('dev-box should have 3 cores.\nwin-desktop should have 6 cores.\n', 'half')
  // Somebody changes one of both after the plan was made.
  Object.assign(lab.cluster.world.guests.get(102)?.config ?? {}, { cores: '5', digest: undefined })
  expect(await lab.apply(kept.plan.id)).toMatchObject({ status: 'failed' })
  const cores = lab.cluster.world.guests.get(105)?.config.cores
  const back = await undo(kept.plan.id)
  expect(back.plan.steps.map(step => step.id)).toContain('guest:win-desktop')
  expect(lab.cluster.world.guests.get(105)?.config.cores).not.toBe(cores)
})
