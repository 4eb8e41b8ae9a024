import { describe, expect, test } from 'vitest'
import { planChanges } from '../../../electron/core/plan/plan-changes.ts'
import { aDevice } from '../place/arbitraries.ts'
import { aGuest, anApp, apart, app, aRecipe, aWorld, GiB, guest, leaveAlone, observed, together, wishes } from './plan-world.ts'

const jellyfin = anApp('jellyfin')

describe('an app that is not there', () => {
  test('goes to the device that placement chooses, with its sentence', () => {
    const plan = planChanges(wishes(app('jellyfin')), aWorld())
    expect(plan.steps).toMatchObject([
      {
        id: 'app:jellyfin',
        title: 'Deploy Jellyfin on nuc-1',
        action: 'create',
        risk: 'safe',
        downtime: 'No downtime',
        seen: 'absent',
        entry: { kind: 'app', app: 'jellyfin', device: 'nuc-1', state: 'running' },
        changes: [
          { field: 'version', to: '1.2.3' },
          { field: 'device', to: 'nuc-1' },
          { field: 'port web', to: '8080' },
        ],
      },
    ])
    expect(plan.steps[0]?.because).toContain('12.0\u00a0GB of memory free')
  })

  test('gets another port than the one before it', () => {
    const plan = planChanges(wishes(app('jellyfin', { device: 'nuc-1' }), app('immich', { device: 'nuc-1' })), aWorld())
    expect(plan.steps.map(step => step.changes.find(({ field }) => field === 'port web')?.to)).toEqual(['8080', '8081'])
  })

  test('has a name of its own where it is a second one', () => {
    const plan = planChanges(wishes(app('jellyfin', { name: 'kids' })), aWorld({ apps: [jellyfin] }))
    expect(plan.steps).toMatchObject([{ id: 'app:jellyfin/kids', title: 'Deploy Jellyfin (kids) on nuc-2', entry: { name: 'kids' } }])
  })

  test('keeps rules with other apps and with guests', () => {
    const world = aWorld({
      apps: [jellyfin],
      devices: [
        observed(aDevice('nuc-1', { apps: [{ name: 'jellyfin', recipe: 'jellyfin', memoryBytes: GiB }] })),
        observed(aDevice('nuc-2')),
      ],
    })
    expect(planChanges(wishes(app('immich'), together('immich', 'jellyfin')), world).steps[0]).toMatchObject({ entry: { device: 'nuc-1' } })
    const apartFrom = planChanges(wishes(app('immich'), apart('immich', 'jellyfin')), world).steps[0]
    expect(apartFrom).toMatchObject({ entry: { device: 'nuc-2' } })
    expect(apartFrom?.because).toContain('Kept apart from jellyfin.')
    const onMetal = aWorld({
      guests: [aGuest(1, 'db-1')],
      devices: [observed(aDevice('box-1', { metal: 'pve1' })), observed(aDevice('box-2', { metal: 'pve2' }))],
    })
    expect(planChanges(wishes(app('immich'), apart('immich', 'db-1')), onMetal).steps[0]).toMatchObject({ entry: { device: 'box-2' } })
    expect(planChanges(wishes(app('immich'), leaveAlone('nuc-1')), world).steps[0]).toMatchObject({ entry: { device: 'nuc-2' } })
  })

  test('waits for what frees its port', () => {
    const world = aWorld({ apps: [jellyfin] })
    const plan = planChanges(wishes(app('immich', { device: 'nuc-1', port: 8080 }), app('jellyfin', { state: 'absent' })), world)
    expect(plan.problems).toEqual([])
    expect(plan.steps.map(step => [step.id, step.after])).toEqual([
      ['app:jellyfin', []],
      ['app:immich', ['app:jellyfin']],
    ])
  })

  test.each([
    ['is in no catalog', app('napster'), 'The catalog has no napster'],
    ['is on no device', app('jellyfin', { device: 'pi-9' }), 'No device is called pi-9'],
    ['has a wrong setting', app('jellyfin', { settings: { NOPE: '1' } }), 'has no such setting'],
    ['has a secret in the text', app('jellyfin', { settings: { ADMIN_PASSWORD: 'hunter2' } }), 'It is a secret'],
    ['wants a taken port', app('jellyfin', { device: 'nuc-1', port: 9000 }), 'does not fit on nuc-1'],
    ['fits nowhere', app('immich'), 'fits on none of your devices'],
  ])('that %s is a problem in words', (_, entry, words) => {
    const taken = [{ port: 9000, protocol: 'tcp' as const, by: 'other' }]
    const recipes = [aRecipe('jellyfin'), aRecipe('immich', { memoryMiB: { minimum: 99_000, typical: 99_000 } })]
    const plan = planChanges(wishes(entry), aWorld({ recipes, devices: [observed(aDevice('nuc-1', { takenPorts: taken }))] }))
    expect(plan.steps).toEqual([])
    expect(plan.problems.map(({ problem }) => problem).join()).toContain(words)
    expect(JSON.stringify(plan)).not.toContain('hunter2')
  })
})

describe('an app that is there', () => {
  const world = aWorld({ apps: [jellyfin] })

  test('that somebody moved to another port goes back, also where it is kept as declared', () => {
    const moved = (kept: number, open: number) =>
      aWorld({ apps: [anApp('jellyfin', { ports: [{ id: 'web', host: kept, protocol: 'tcp' }], openPorts: [{ id: 'web', host: open }] })] })
    const changesIn = (kept: number, open: number) =>
      planChanges(wishes(app('jellyfin', { port: 8080 })), moved(kept, open)).steps.flatMap(step => step.changes)
    expect(changesIn(8080, 9000)).toEqual([{ field: 'port', from: '9000', to: '8080' }])
    expect(changesIn(9000, 9000)).toEqual([{ field: 'port', from: '9000', to: '8080' }])
    expect(changesIn(8080, 8080)).toEqual([])
  })

  test('is made anew with changed settings and port', () => {
    const plan = planChanges(wishes(app('jellyfin', { port: 9090, settings: { TITLE: 'Films' } })), world)
    expect(plan.steps).toMatchObject([
      {
        title: 'Change Jellyfin',
        action: 'update',
        risk: 'disruptive',
        downtime: 'Down about 20\u00a0seconds',
        changes: [
          { field: 'TITLE', from: 'Home', to: 'Films' },
          { field: 'port', from: '8080', to: '9090' },
        ],
      },
    ])
  })

  test('stops and starts', () => {
    expect(planChanges(wishes(app('jellyfin', { state: 'stopped' })), world).steps).toMatchObject([
      { title: 'Stop Jellyfin', risk: 'disruptive' },
    ])
    const off = aWorld({ apps: [anApp('jellyfin', { state: 'stopped' })] })
    expect(planChanges(wishes(app('jellyfin', { state: 'running' })), off).steps).toMatchObject([{ title: 'Start Jellyfin', risk: 'safe' }])
    expect(planChanges(wishes(app('jellyfin')), off)).toMatchObject({ steps: [], asDeclared: 1 })
  })

  test('is brought back where its containers are gone', () => {
    const lost = aWorld({ apps: [anApp('jellyfin', { state: 'missing' })] })
    expect(planChanges(wishes(app('jellyfin')), lost).steps).toMatchObject([
      { title: 'Start Jellyfin', because: 'Its containers are gone, and are made again.' },
    ])
  })

  test('is removed with what is lost', () => {
    const plan = planChanges(wishes(app('jellyfin', { state: 'absent' })), world)
    expect(plan.steps).toMatchObject([
      { title: 'Remove Jellyfin from nuc-1', risk: 'destructive', loses: 'All its data on nuc-1: films and series' },
    ])
    expect(plan.asksTwice?.names).toEqual(['jellyfin'])
    const plain = planChanges(wishes(app('gitea', { state: 'absent' })), aWorld({ apps: [anApp('gitea')] }))
    expect(plain.steps).toMatchObject([{ risk: 'disruptive' }])
    expect(plain.asksTwice).toBeUndefined()
  })

  test('has settings that count only at the first start, and is not moved: not yet, in words', () => {
    const plan = planChanges(
      wishes(app('jellyfin', { device: 'nuc-2', domain: 'films.home.arpa', settings: { LANGUAGE: 'de', TITLE: 'Films' } })),
      world,
    )
    expect(plan.steps).toMatchObject([{ changes: [{ field: 'TITLE' }], entry: { device: 'nuc-1', settings: { TITLE: 'Films' } } }])
    expect(plan.steps[0]?.entry).not.toHaveProperty('domain')
    expect(plan.notYet.map(({ problem }) => problem)).toEqual([
      'Jellyfin is on nuc-1, and MycoPod cannot move an app with its data to nuc-2 yet.',
      'Jellyfin reads Language only when it starts for the first time.',
      'films.home.arpa cannot be led to jellyfin yet: MycoPod does not manage names and certificates.',
    ])
  })

  test('and worked on, or on a device that does not answer, is unknown', () => {
    const busy = aWorld({
      apps: [anApp('jellyfin', { job: 'j1' }), anApp('immich', { state: 'unknown' })],
      devices: [observed(aDevice('nuc-1'), { unreadable: 'nuc-1 does not answer.' })],
    })
    expect(
      planChanges(wishes(app('jellyfin', { state: 'stopped' }), app('immich', { state: 'absent' }), app('gitea')), busy),
    ).toMatchObject({
      steps: [],
      problems: [],
      unknown: [
        { about: 'gitea', because: 'It fits on no device that answers. nuc-1 does not answer.' },
        { about: 'immich', because: 'nuc-1 does not answer.' },
        { about: 'jellyfin', because: 'A job works on it now.' },
      ],
    })
  })

  test('breaks a rule: not yet, in words', () => {
    const both = aWorld({ apps: [jellyfin, anApp('immich')] })
    expect(planChanges(wishes(apart('jellyfin', 'immich')), both).notYet).toMatchObject([
      { about: 'immich', problem: 'immich is to be kept apart from jellyfin, and MycoPod cannot move an app with its data yet.' },
    ])
  })

  test('of a name or recipe that several share is a problem', () => {
    const several = aWorld({ apps: [anApp('home', { recipe: 'jellyfin' }), anApp('kids', { recipe: 'jellyfin' })] })
    expect(planChanges(wishes(app('jellyfin', { state: 'stopped' })), several).problems).toMatchObject([
      { problem: '2 apps are made from jellyfin: home, kids.' },
    ])
    expect(planChanges(wishes(app('immich', { name: 'kids' })), several).problems).toMatchObject([{ about: 'kids' }])
  })
})

describe('apps and guests', () => {
  test('an app on a guest that is new, or no device, is not yet', () => {
    const plan = planChanges(
      wishes(guest('box', { type: 'lxc', os: 'debian' }), app('jellyfin', { device: 'box' }), app('immich', { device: 'web-01' })),
      aWorld({ guests: [aGuest(1, 'web-01')] }),
    )
    expect(plan.steps.map(step => step.id)).toEqual(['guest:box'])
    expect(plan.notYet.map(({ problem }) => problem)).toEqual([
      'immich is to be on web-01, which is a guest and no device yet.',
      'jellyfin is to be on box, which is a guest and no device yet: it has to be made first.',
    ])
  })

  test('a guest that is a device goes with its apps, which is said, unless they are declared', () => {
    const world = aWorld({
      guests: [aGuest(7, 'nuc-1')],
      apps: [jellyfin],
      devices: [observed(aDevice('nuc-1'), { guest: { cluster: 'home', vmid: 7 } })],
    })
    expect(planChanges(wishes(guest('nuc-1', { state: 'absent' })), world).steps[0]?.loses).toContain('the apps on it: jellyfin')
    expect(planChanges(wishes(guest('nuc-1', { state: 'absent' }), app('jellyfin')), world).problems).toMatchObject([{ about: 'jellyfin' }])
  })
})

test('kinds that are not there yet are said, and hold nothing up', () => {
  const plan = planChanges(
    wishes(
      { kind: 'backup', of: 'app:jellyfin', every: 'day' },
      { kind: 'dns', name: 'films', address: '10.0.0.9' },
      app('jellyfin', { state: 'stopped' }),
    ),
    aWorld({ apps: [jellyfin] }),
  )
  expect(plan.notYet.map(({ about }) => about)).toEqual(['app:jellyfin', 'films'])
  expect(plan.steps).toHaveLength(1)
})
