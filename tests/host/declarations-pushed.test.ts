import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeclarationFolder } from '../../electron/adapters/git/declaration-folder.ts'
import { createDeclaredLab } from '../support/declared-lab.ts'
import { runGit } from '../support/git-program.ts'
import { startGitRemote } from '../support/git-remote.ts'
import { newDataFolder } from '../support/served-host.ts'

let lab: Awaited<ReturnType<typeof createDeclaredLab>>
let folder: Awaited<ReturnType<typeof newDataFolder>>
beforeAll(async () => {
  folder = await newDataFolder()
  lab = await createDeclaredLab({ declarations: createDeclarationFolder(folder.path) })
})
afterAll(async () => {
  await lab.close()
  await folder.remove()
})

test('what somebody pushed is a plan that waits, of the text as it is then, and nothing is done before it is approved', async () => {
  const declarations = lab.services().declarations
  const remote = await startGitRemote('secret-token')
  const { kept } = await lab.declare('ci-1 should have 2 cores.\n')
  expect(await lab.apply(kept.plan.id)).toMatchObject({ status: 'succeeded' })
  await declarations.setRemote({ url: remote.url, branch: 'main', everyMinutes: 60, token: 'secret-token' }, 'Ada')
  const clone = remote.clone()
  writeFileSync(join(clone, 'home.md'), 'ci-1 should have 3 cores.\n')
  runGit(clone, 'commit', '-q', '-a', '-m', 'More for ci-1')
  runGit(clone, 'push', '-q', 'origin', 'main')
  await declarations.sync('Ada')
  const [waiting] = (await declarations.plans()).filter(each => each.state === 'waiting' && each.because !== undefined)
  expect(waiting).toMatchObject({ purpose: 'declared', madeBy: 'MycoPod', because: 'A change from elsewhere: home.' })
  // By this the screen knows that the plan is of the text that it shows.
  expect(waiting?.plan.revision).toBe((await declarations.get('home')).revision)
  expect(waiting?.plan.steps).toMatchObject([{ id: 'guest:ci-1', changes: [{ from: '2', to: '3' }] }])
  expect(Number(lab.cluster.world.guests.get(106)?.config.cores)).toBe(2)
  expect(await lab.apply(waiting?.plan.id ?? '')).toMatchObject({ status: 'succeeded' })
  expect(Number(lab.cluster.world.guests.get(106)?.config.cores)).toBe(3)
})
