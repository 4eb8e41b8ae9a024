import { expect, onTestFinished, test } from 'vitest'
import type { AuditArchive } from '../../electron/ports/audit-archive.ts'
import { createAuditChain } from '../../electron/services/audit/audit-chain.ts'
import { createRetention } from '../../electron/services/retention.ts'
import { newJobView } from '../../shared/jobs/reduce-job.ts'
import type { Job } from '../../shared/model/job.ts'
import { createSmallLab } from '../support/small-lab.ts'
import { plainHash, silentLog } from '../support/small-ports.ts'

const dayMs = 24 * 3600_000

function createMemoryArchive(): AuditArchive {
  const files = new Map<string, string[]>()
  return {
    months: async () => [...files.keys()].sort(),
    async *lines(month) {
      yield* files.get(month) ?? []
    },
    append: async (month, lines) => {
      files.set(month, [...(files.get(month) ?? []), ...lines])
    },
  }
}

async function begin() {
  const lab = await createSmallLab()
  const auditChain = createAuditChain({ store: lab.store, archive: createMemoryArchive(), hash: plainHash })
  const retention = createRetention({ ...lab, auditChain, log: silentLog })
  onTestFinished(() => retention.close())
  return { ...lab, auditChain, retention }
}

test('each day what is older than the setting leaves; what has not ended stays', async () => {
  const { clock, store, audit, settings, auditChain, retention } = await begin()
  const keep = async (id: string, status: 'succeeded' | 'running') => {
    const job: Job = { id, kind: 'apps.deploy', subject: { kind: 'app', name: 'git' }, startedBy: 'Ann', input: {}, createdAt: clock.now() }
    await store.jobs.create(job)
    await store.jobs.saveView({ ...newJobView(job), status })
  }
  await settings.change({ auditKeptDays: 30 }, 'Ann')
  await Promise.all([keep('old', 'succeeded'), keep('under way', 'running')])
  await clock.pass(20 * dayMs)
  await keep('young', 'succeeded')
  await audit.record({ who: 'Ann', action: 'apps.deploy', what: 'Deployed git' })
  retention.start()
  await retention.close()
  expect(await auditChain.verify({ archive: true })).toMatchObject({ entries: 2, archived: 0 })
  retention.start()
  await clock.pass(12 * dayMs)
  await retention.close()
  expect(await auditChain.verify({ archive: true })).toMatchObject({ entries: 2, archived: 1, altered: null })
  expect((await store.jobs.views({ limit: 9 })).map(({ id }) => id)).toEqual(['young', 'under way'])
})
