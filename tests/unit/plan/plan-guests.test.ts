import { describe, expect, test } from 'vitest'
import { planChanges } from '../../../electron/core/plan/plan-changes.ts'
import { aCluster, afterPlan, aGuest, aNode, apart, aWorld, GiB, guest, leaveAlone, together, wishes } from './plan-world.ts'

const web = aGuest(101, 'web-01')
const db = aGuest(102, 'db-1', { node: 'pve2' })
const box = aGuest(103, 'dev-box', { type: 'lxc', state: 'stopped', node: 'pve3' })
const debian = { type: 'lxc', os: 'debian-12' } as const

describe('a guest that is there', () => {
  test('has to restart to see a new size', () => {
    const plan = planChanges(wishes(guest('web-01', { cores: 3, memoryMiB: 6144 })), aWorld({ guests: [web] }))
    expect(plan.steps).toMatchObject([
      {
        id: 'guest:web-01',
        title: 'Change web-01',
        action: 'update',
        risk: 'disruptive',
        because: 'It has to restart to see the new size.',
        downtime: 'Down about 40\u00a0seconds',
        downSeconds: 40,
        changes: [
          { field: 'cores', from: '2', to: '3' },
          { field: 'memory', from: '4.0\u00a0GB', to: '6.0\u00a0GB' },
        ],
        cluster: 'home',
        origin: { declaration: 'home', spans: [[0, 5]] },
      },
    ])
    expect(plan.asksTwice).toBeUndefined()
  })

  test('lets a disk grow while it runs', () => {
    const plan = planChanges(wishes(guest('db-1', { diskGiB: 150 })), aWorld({ guests: [db] }))
    expect(plan.steps).toMatchObject([
      { title: 'Grow the disk of db-1', risk: 'safe', because: 'It can grow while running.', downtime: 'No downtime' },
    ])
  })

  test('is found whatever the case of its name, and counts when it is so already', () => {
    expect(planChanges(wishes(guest('WEB-01', { cores: 2 })), aWorld({ guests: [web] }))).toMatchObject({
      steps: [],
      asDeclared: 1,
      problems: [],
    })
  })

  test('is adopted only by name, and then said so', () => {
    const other = aGuest(104, 'pihole', { ours: false })
    const world = aWorld({ guests: [other, web] })
    expect(planChanges(wishes(guest('web-01', { cores: 2 })), world).steps).toEqual([])
    const [step] = planChanges(wishes(guest('pihole', { startOnBoot: false })), world).steps
    expect(step).toMatchObject({ title: 'Manage pihole', action: 'adopt', risk: 'safe', changes: [], downtime: 'No downtime' })
    expect(step?.because).toContain('MycoPod did not make it')
  })

  test('stops, starts and moves in words', () => {
    const world = aWorld({ guests: [web, db, box] })
    const plan = planChanges(
      wishes(guest('web-01', { state: 'stopped' }), guest('db-1', { node: 'pve3' }), guest('dev-box', { state: 'running' })),
      world,
    )
    expect(plan.steps.map(({ title, downtime, risk }) => [title, downtime, risk])).toEqual([
      ['Move db-1 to pve3', 'No downtime', 'safe'],
      ['Start dev-box', 'No downtime', 'safe'],
      ['Stop web-01', 'Switched off', 'disruptive'],
    ])
  })

  test('is removed with what is lost and what stays', () => {
    const world = aWorld({ clusters: [{ ...aCluster([box]), lastBackups: { 103: Date.UTC(2026, 10, 18, 2, 11) } }] })
    const plan = planChanges(wishes(guest('dev-box', { state: 'absent' })), world)
    expect(plan.steps).toMatchObject([
      {
        title: 'Remove dev-box from pve3',
        action: 'delete',
        risk: 'destructive',
        because: 'Its disk is deleted; the last backup, of 18\u00a0Nov 02:11, stays.',
        loses: '32.0\u00a0GB on its disk',
        downtime: 'Already off',
        changes: [{ field: 'state', from: 'stopped', to: 'absent' }],
      },
    ])
    expect(plan.asksTwice).toEqual({ because: 'One thing is removed. Data of dev-box is lost.', names: ['dev-box'] })
  })

  test('is not removed while it is protected', () => {
    const plan = planChanges(
      wishes(guest('dev-box', { state: 'absent' })),
      aWorld({ guests: [aGuest(103, 'dev-box', { settings: { protected: true } })] }),
    )
    expect(plan.steps).toEqual([])
    expect(plan.problems).toMatchObject([{ about: 'dev-box', instead: 'Take the protection away first.' }])
  })
})

describe('a new guest', () => {
  test('has what nothing was said of, and goes where most memory is free', () => {
    const plan = planChanges(wishes(guest('worker-1', debian)), aWorld())
    expect(plan.steps).toMatchObject([
      {
        title: 'Create worker-1 on pve1',
        action: 'create',
        risk: 'safe',
        because: 'pve1 has the most memory free, 22.0\u00a0GB.',
        downtime: 'No downtime',
        seen: 'absent',
        entry: {
          type: 'lxc',
          os: 'debian-12',
          cores: 1,
          memoryMiB: 1024,
          diskGiB: 8,
          storage: 'ceph',
          node: 'pve1',
          state: 'running',
          bridge: 'vmbr0',
        },
      },
    ])
    expect(plan.steps[0]?.changes).toContainEqual({ field: 'memory', to: '1.0\u00a0GB' })
  })

  test('leaves less room for the next', () => {
    const nodes = [
      aNode('pve1', { memoryUsedBytes: 22 * GiB }),
      aNode('pve2', { memoryUsedBytes: 23 * GiB }),
      aNode('pve3', { memoryUsedBytes: 30 * GiB }),
    ]
    const plan = planChanges(
      wishes(...[1, 2, 3].map(at => guest(`w-${at}`, { ...debian, memoryMiB: 8192 }))),
      aWorld({ clusters: [aCluster([], { nodes })] }),
    )
    expect(plan.steps.map(step => step.title)).toEqual(['Create w-1 on pve1', 'Create w-2 on pve2'])
    expect(plan.problems).toMatchObject([{ about: 'w-3' }])
    expect(plan.problems[0]?.problem).toContain('left for new guests')
  })

  test('waits for the room that a removal makes', () => {
    const nodes = [aNode('pve1', { memoryUsedBytes: 30 * GiB }), aNode('pve2', { state: 'offline' }), aNode('pve3', { state: 'offline' })]
    const world = aWorld({ clusters: [aCluster([web], { nodes })] })
    const plan = planChanges(wishes(guest('new-1', { ...debian, memoryMiB: 4096 }), guest('web-01', { state: 'absent' })), world)
    expect(plan.problems).toEqual([])
    expect(plan.steps.map(step => [step.id, step.after])).toEqual([
      ['guest:web-01', []],
      ['guest:new-1', ['guest:web-01']],
    ])
  })

  test('is copied after its source was made, and a source goes after its copies', () => {
    const world = aWorld({ guests: [aGuest(110, 'golden', { type: 'lxc', template: true })] })
    const plan = planChanges(
      wishes(guest('a-copy', { clone: 'z-first' }), guest('z-first', { clone: 'golden' }), guest('golden', { state: 'absent' })),
      world,
    )
    expect(plan.problems).toEqual([])
    expect(plan.steps.map(step => [step.id, step.after])).toEqual([
      ['guest:z-first', []],
      ['guest:a-copy', ['guest:z-first']],
      ['guest:golden', ['guest:z-first']],
    ])
  })

  test.each([
    ['copied in a circle', [guest('a', { clone: 'b', type: 'vm' }), guest('b', { clone: 'a', type: 'vm' })], 'to be copied from'],
    ['of an unknown node', [guest('a', { ...debian, node: 'pve9' })], 'No cluster has a node called pve9'],
    ['of no kind', [guest('a', { cores: 2 })], 'its kind is not said'],
    ['without an image', [guest('a', { type: 'lxc', os: 'alpine-3.20' })], 'has no image for alpine-3.20'],
    ['larger than its node', [guest('a', { ...debian, node: 'pve1', memoryMiB: 65_536 })], 'pve1 has less memory than that'],
    ['with a wrong address', [guest('a', { ...debian, address: '10.0.0.0/24' })], 'stands for the network'],
    ['with no address at all', [guest('a', { ...debian, address: 'somewhere' })], 'a cannot have this address'],
    ['with an impossible name', [guest('a_b', debian)], 'letters, digits and hyphens'],
    ['on a full storage', [guest('a', { ...debian, storage: 'ceph', diskGiB: 4000 })], 'The storage ceph is full'],
  ])('that is %s is a problem in words', (_, entries, words) => {
    const plan = planChanges(wishes(...entries), aWorld())
    expect(plan.steps).toEqual([])
    expect(plan.problems.map(({ problem }) => problem).join(' ')).toContain(words)
    for (const { instead } of plan.problems) expect(instead).toMatch(/\.$/)
  })
})

describe('rules', () => {
  test('keep new guests apart', () => {
    const plan = planChanges(wishes(guest('worker-1', debian), guest('worker-2', debian), apart('worker-1', 'worker-2')), aWorld())
    expect(plan.steps.map(step => [step.title, step.because])).toEqual([
      ['Create worker-1 on pve1', 'pve1 has the most memory free, 22.0\u00a0GB.'],
      ['Create worker-2 on pve3', 'Kept apart from worker-1.'],
    ])
  })

  test('move what is there only where they have to, and the one that nobody notices', () => {
    const twins = [aGuest(1, 'a', { type: 'lxc' }), aGuest(2, 'b'), aGuest(3, 'c', { node: 'pve2' })]
    const plan = planChanges(wishes(apart('a', 'b', 'c')), aWorld({ guests: twins }))
    expect(plan.steps).toMatchObject([
      {
        title: 'Move b to pve3',
        because: 'Kept apart from a and c. It keeps running while it moves.',
        downtime: 'No downtime',
      },
    ])
  })

  test('keep together', () => {
    const plan = planChanges(wishes(guest('cache', debian), together('cache', 'db-1')), aWorld({ guests: [db] }))
    expect(plan.steps.map(step => step.title)).toEqual(['Create cache on pve2'])
  })

  test('for more members than nodes are a problem', () => {
    const names = ['a', 'b', 'c', 'd']
    const plan = planChanges(wishes(...names.map(name => guest(name, debian)), apart(...names)), aWorld())
    expect(plan.problems).toMatchObject([{ about: 'd' }])
    expect(plan.problems[0]?.problem).toContain('Kept apart from a, b and c')
  })

  test('that contradict a named node are a problem', () => {
    const plan = planChanges(
      wishes(guest('a', { node: 'pve1' }), guest('b', { node: 'pve1' }), apart('a', 'b')),
      aWorld({ guests: [aGuest(1, 'a'), aGuest(2, 'b')] }),
    )
    expect(plan.problems).toMatchObject([{ problem: 'b is to be kept apart from a, and to stay on pve1.' }])
  })

  test('leave alone what they name', () => {
    const world = aWorld({ guests: [web, aGuest(105, 'pihole', { type: 'lxc' })] })
    expect(planChanges(wishes(leaveAlone('pihole'), guest('web-01', { cores: 3 })), world).problems).toEqual([])
    expect(planChanges(wishes(leaveAlone('pihole'), guest('pihole', { cores: 3 })), world).problems).toMatchObject([
      { problem: 'pihole is to be left alone, and another wish would change pihole.' },
    ])
    const moved = planChanges(wishes(leaveAlone('web-01'), apart('web-01', 'pihole')), world)
    expect(moved.steps.map(step => step.title)).toEqual(['Move pihole to pve3'])
    expect(planChanges(wishes(leaveAlone('pve1'), guest('n', debian)), world).steps.map(step => step.title)).toEqual(['Create n on pve3'])
  })

  test('of what nobody knows are a problem', () => {
    expect(planChanges(wishes(apart('web-01', 'nobody')), aWorld({ guests: [web] })).problems).toMatchObject([{ about: 'nobody' }])
  })
})

test('three removals ask twice, with names', () => {
  const world = aWorld({ guests: [web, db, box] })
  const plan = planChanges(wishes(...['web-01', 'db-1', 'dev-box'].map(name => guest(name, { state: 'absent' }))), world)
  expect(plan.asksTwice?.names).toEqual(['db-1', 'dev-box', 'web-01'])
  expect(planChanges(wishes(guest('db-1', { state: 'absent' })), afterPlan(world, plan))).toMatchObject({ steps: [], asDeclared: 1 })
})
