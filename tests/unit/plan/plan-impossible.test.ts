import { describe, expect, test } from 'vitest'
import { planChanges } from '../../../electron/core/plan/plan-changes.ts'
import { aCluster, aGuest, aWorld, guest, wishes } from './plan-world.ts'

const web = aGuest(101, 'web-01')
const db = aGuest(102, 'db-1', { node: 'pve2' })
const debian = { type: 'lxc', os: 'debian-12' } as const

describe('what cannot be', () => {
  test('two values for one field', () => {
    const desired = [
      ...wishes(guest('web-01', { memoryMiB: 4096 })),
      { declaration: 'work', entry: guest('web-01', { memoryMiB: 6144 }), spans: [] },
    ]
    expect(planChanges(desired, aWorld({ guests: [web] }))).toMatchObject({
      steps: [],
      problems: [{ problem: 'web-01 is to have two values for its memory: 4.0\u00a0GB and 6.0\u00a0GB.', origin: { declaration: 'work' } }],
    })
  })

  test('to be gone and to be changed', () => {
    const plan = planChanges(wishes(guest('web-01', { state: 'absent' }), guest('web-01', { cores: 3 })), aWorld({ guests: [web] }))
    expect(plan).toMatchObject({ steps: [], problems: [{ problem: 'web-01 is to be gone, and is described as well.' }] })
  })

  test('a disk that shrinks, a type that changes, one address for two', () => {
    const plan = planChanges(
      wishes(
        guest('web-01', { diskGiB: 8 }),
        guest('db-1', { type: 'lxc' }),
        guest('x', { ...debian, address: '10.0.0.5/24' }),
        guest('y', { ...debian, address: '10.0.0.5/24' }),
      ),
      aWorld({ guests: [web, db] }),
    )
    expect(plan.problems.map(({ about }) => about)).toEqual(['db-1', 'web-01', 'y'])
  })

  test('two guests of one name', () => {
    const plan = planChanges(wishes(guest('twin', { cores: 3 })), aWorld({ guests: [aGuest(1, 'twin'), aGuest(2, 'Twin')] }))
    expect(plan.problems).toMatchObject([{ problem: '2 guests are called twin: 1 of home, 2 of home.' }])
  })
})

describe('what cannot be read', () => {
  const dark = { ...aCluster([web]), unreadable: 'home does not answer.' }

  test('is unknown, never missing', () => {
    const plan = planChanges(
      wishes(guest('web-01', { cores: 3 }), guest('new-1', debian), guest('old-1', { state: 'absent' })),
      aWorld({ clusters: [dark] }),
    )
    expect(plan).toMatchObject({ steps: [], problems: [], asDeclared: 0 })
    expect(plan.unknown).toEqual(['new-1', 'old-1', 'web-01'].map(about => ({ about, because: 'home does not answer.' })))
  })

  test('does not hold up the rest', () => {
    const other = { ...aCluster([db], { name: 'away' }), name: 'away' }
    const plan = planChanges(wishes(guest('web-01', { cores: 3 }), guest('db-1', { cores: 4 })), aWorld({ clusters: [dark, other] }))
    expect(plan.steps.map(step => [step.id, step.cluster])).toEqual([['guest:db-1', 'away']])
    expect(plan.unknown.map(({ about }) => about)).toEqual(['web-01'])
  })

  test('and what a job works on waits', () => {
    const plan = planChanges(wishes(guest('web-01', { cores: 3 })), aWorld({ guests: [web], busy: ['guest:web-01'] }))
    expect(plan).toMatchObject({ steps: [], unknown: [{ about: 'web-01', because: 'A job works on it now.' }] })
  })
})
