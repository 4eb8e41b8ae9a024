import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeclaredLab } from '../support/declared-lab.ts'
import { codeOf } from '../support/small-lab.ts'

let lab: Awaited<ReturnType<typeof createDeclaredLab>>
beforeAll(async () => {
  lab = await createDeclaredLab()
})
afterAll(() => lab.close())

const guest = (name: string) =>
  lab
    .services()
    .clusters.guests()
    .find(each => each.name === name)
const declarations = () => lab.services().declarations

describe('from words to the lab', () => {
  test('a change is planned, carried out once, and then nothing is left to do', async () => {
    const { saved, kept } = await lab.declare('web-01 should have 3 cores.\nGrow the disk of db-1 by 5 GB.\n', 'first')
    expect(saved.reading).toMatchObject({ questions: [], unread: [] })
    expect(kept.plan.steps.map(step => step.id).sort()).toEqual(['guest:db-1', 'guest:web-01'])
    expect(kept.plan.problems).toEqual([])
    const view = await lab.apply(kept.plan.id.slice(0, 12))
    expect([view.status, view.error]).toEqual(['succeeded', undefined])
    expect((await declarations().getPlan(kept.plan.id)).state).toBe('applied')
    expect((await declarations().list())[0]).toMatchObject({ name: 'first', applied: { by: 'Ada', current: true } })
    // What grew by 5 GB does not grow again.
    const again = await declarations().plan('first', 'Ada')
    expect(again.plan).toMatchObject({ steps: [], problems: [], asDeclared: 2 })
  })

  test('what is made is made once, and gone when it is no longer needed, with its name said twice', async () => {
    const made = await lab.declare('Create a Debian container called cellar with 1 core and 512 MB of memory.\n', 'second')
    expect(made.kept.plan.steps).toMatchObject([{ action: 'create', entry: { name: 'cellar', type: 'lxc' } }])
    expect((await lab.apply(made.kept.plan.id)).status).toBe('succeeded')
    expect(guest('cellar')).toBeDefined()
    expect((await declarations().plan('second', 'Ada')).plan.steps).toEqual([])
    // A sentence that goes removes nothing.
    expect((await lab.declare('# Nothing\n', 'second')).kept.plan.steps).toEqual([])
    const gone = await lab.declare('I no longer need cellar.\n', 'second')
    expect(gone.kept.plan).toMatchObject({ steps: [{ action: 'delete', risk: 'destructive' }], asksTwice: { names: ['cellar'] } })
    expect(await codeOf(declarations().apply(gone.kept.plan.id, [], 'Ada'))).toBe('NeedsApproval')
    expect((await lab.apply(gone.kept.plan.id, ['cellar'])).status).toBe('succeeded')
    expect(guest('cellar')).toBeUndefined()
    expect((await declarations().plan('second', 'Ada')).plan.steps).toEqual([])
  })

  test('a plan is refused when the thing or the text is not as it was seen', async () => {
    const { kept } = await lab.declare('Set ci-1 to 3 cores.\n', 'third')
    await lab.services().guests.change({ guest: 'ci-1', change: { description: 'changed by hand' }, approved: true }, 'Bob')
    await lab.services().jobs.idle()
    const view = await lab.apply(kept.plan.id)
    expect(view).toMatchObject({ status: 'failed', error: { code: 'PlanStale', data: { things: ['ci-1'] } } })
    const next = await declarations().plan('third', 'Ada')
    await declarations().save({ name: 'third', text: 'Set ci-1 to 2 cores.\n' }, 'Bob')
    expect(await codeOf(declarations().apply(next.plan.id, [], 'Ada'))).toBe('PlanStale')
  })

  test('what cannot be is a problem before anybody approves it', async () => {
    const { kept } = await lab.declare(
      'Create a Debian container called shed with 1 core, 512 MB of memory and a 9000 GB disk.\n',
      'fourth',
    )
    expect(kept.plan.problems.length).toBeGreaterThan(0)
    expect(await codeOf(declarations().apply(kept.plan.id, [], 'Ada'))).toBe('PlanImpossible')
  })
})
