import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeclaredLab } from '../support/declared-lab.ts'

let lab: Awaited<ReturnType<typeof createDeclaredLab>>
beforeAll(async () => {
  lab = await createDeclaredLab()
})
afterAll(() => lab.close())

const declarations = () => lab.services().declarations

/** Somebody changes a guest in Proxmox itself. */
async function byHand(vmid: number, change: Readonly<Record<string, unknown>>): Promise<void> {
  const guest = lab.cluster.world.guests.get(vmid)
  if (!guest) throw new Error(`the demo has a guest ${vmid}`)
  Object.assign(guest.config, change, { digest: undefined })
  await lab.services().clusters.refresh(lab.services().clusters.resolve('home'))
}

async function applied(text: string, name: string): Promise<void> {
  const { kept } = await lab.declare(text, name)
  expect(kept.plan.problems).toEqual([])
  expect(await lab.apply(kept.plan.id)).toMatchObject({ status: 'succeeded' })
}

test('what is changed by hand is found by field and put back', async () => {
  await applied('monitor should have 2 cores and 1 GB of memory.\n', 'watched')
  expect((await declarations().drift(true)).drift).toEqual([])
  await byHand(104, { cores: 1 })
  const { drift } = await declarations().drift(true)
  expect(drift).toMatchObject([{ id: 'guest:monitor/cores', declaration: 'watched', declared: '2', found: '1' }])
  const back = await declarations().putBack(undefined, 'Ada')
  expect(back.plan.steps).toMatchObject([{ id: 'guest:monitor', changes: [{ from: '1', to: '2' }] }])
  expect(await lab.apply(back.plan.id)).toMatchObject({ status: 'succeeded' })
  expect((await declarations().drift(true)).drift).toEqual([])
})

test('what is accepted stands in the text, and what is ignored is quiet until then', async () => {
  await applied('ci-1 should have 2 cores and 4 GB of memory.\n', 'accepted')
  await byHand(106, { cores: 3 })
  const [found] = (await declarations().drift(true)).drift.filter(each => each.about === 'guest:ci-1')
  const until = Date.now() + 3_600_000
  expect(await declarations().ignoreDrift(found?.id ?? '', until, 'Ada')).toMatchObject({ ignoredUntil: until })
  expect((await declarations().putBack(undefined, 'Ada')).plan.steps).toEqual([])
  for (const _ of ['ignored', 'said already'])
    expect(await declarations().unignoreDrift(found?.id ?? '', 'Ada')).not.toHaveProperty('ignoredUntil')
  expect((await declarations().drift(false)).drift.filter(each => each.id === found?.id)).toEqual([found])
  await expect(declarations().unignoreDrift('guest:nobody/cores', 'Ada')).rejects.toMatchObject({ code: 'NotFound' })
  const changed = await declarations().acceptDrift(found?.id ?? '', 'Ada')
  expect(changed.reading.entries).toMatchObject([{ name: 'ci-1', cores: 3, memoryMiB: 4096 }])
  expect((await declarations().drift(true)).drift.filter(each => each.about === 'guest:ci-1')).toEqual([])
  expect((await declarations().plan('accepted', 'Ada')).plan.steps).toEqual([])
})

test('a policy puts back by itself what it may', async () => {
  await applied('Start dev-box on boot.\ndev-box should have 3 cores.\n', 'kept')
  await declarations().setPolicy('kept', 'fix-all', 'Ada')
  await byHand(105, { cores: 1 })
  const looked = async () => Number(lab.cluster.world.guests.get(105)?.config.cores)
  await expect.poll(looked).toBe(3)
  // Its job is over before another plan is carried out.
  await lab.services().jobs.idle()
})

test('the way back takes away what was made since and puts back what was changed', async () => {
  await lab.declare('# Nothing yet\n', 'trip')
  const from = (await declarations().history({ limit: 1 }))[0]?.revision ?? ''
  await applied('win-desktop should have 6 cores.\nCreate a Debian container called attic with 1 core and 512 MB of memory.\n', 'trip')
  const back = await declarations().rollback(from, 'Ada')
  expect(back.plan.steps.map(step => [step.id, step.action]).sort()).toEqual([
    ['guest:attic', 'delete'],
    ['guest:win-desktop', 'update'],
  ])
  expect(await lab.apply(back.plan.id, ['attic'])).toMatchObject({ status: 'succeeded' })
  expect(lab.cluster.world.guests.get(102)?.config.cores).toBe('4')
  expect((await declarations().get('trip')).text).toBe('# Nothing yet\n')
  expect((await declarations().plan('trip', 'Ada')).plan.steps).toEqual([])
})

test('a cluster that cannot be read is unknown, not missing', async () => {
  await applied('Keep pihole running.\nStart pihole on boot.\n', 'quiet')
  await lab.cluster.faults.takeDown('pve1')
  const { drift } = await declarations().drift(true)
  expect(drift.filter(each => each.about === 'guest:pihole')).toEqual([])
  await lab.cluster.faults.bringBack('pve1')
})
