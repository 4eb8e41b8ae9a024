import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../shared/api/contract.ts'
import type { DeviceState } from '../../shared/model/device.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { createDriftNews, type DriftSeen } from './drift-news.ts'
import { deviceNews, jobNews, type News } from './lab-news.ts'
import { type LabStatus, labStatus } from './lab-status.ts'

/** Who wants to hear of the lab outside the window. */
export interface LabListener {
  status(status: LabStatus): void
  news(news: News): void
  settings(settings: Settings): void
}

/** The calls that watching needs: a client of the contract as every other face is. */
export type LabClient = Pick<ContractRouterClient<Contract>, 'system' | 'jobs' | 'declarations'>

/** Tells the listener how the lab is, now and after each change, and what ended meanwhile, until the signal aborts. */
export async function watchLab(client: LabClient, listener: LabListener, signal: AbortSignal): Promise<void> {
  const toldJobs = new Set((await client.jobs.list({}, { signal })).filter(job => job.endedAt !== undefined).map(job => job.id))
  const states = new Map<string, DeviceState>()

  let drift: DriftSeen = { drift: [] }
  let driftNews = createDriftNews()

  /** What differs is asked for when that changed; where it cannot be told, the rest of the lab is. */
  const lookForDrift = async (wanted: Settings['notifications']): Promise<void> => {
    const seen = await client.declarations.drift({ fresh: false }, { signal }).catch(() => undefined)
    if (!seen) return
    drift = seen
    for (const news of driftNews(seen, wanted)) listener.news(news)
  }

  const look = async (declared: boolean): Promise<void> => {
    const [settings, overview, jobs] = await Promise.all([
      client.system.settings(undefined, { signal }),
      client.system.overview(undefined, { signal }),
      client.jobs.list({}, { signal }),
    ])
    listener.settings(settings)
    if (declared) await lookForDrift(settings.notifications)
    listener.status(labStatus(overview, drift.drift))
    for (const device of overview.devices) {
      const news = deviceNews(states.get(device.id), device, settings.notifications)
      states.set(device.id, device.state)
      if (news) listener.news(news)
    }
    for (const job of jobs) {
      if (job.endedAt === undefined || toldJobs.has(job.id)) continue
      toldJobs.add(job.id)
      const news = jobNews(job, settings.notifications)
      if (news) listener.news(news)
    }
  }

  const tell = async (declared: boolean): Promise<void> => {
    try {
      await look(declared)
    } catch (error) {
      if (signal.aborted) throw error
      listener.status({ state: 'warn', sentence: 'It is not known how the lab is.' })
    }
  }

  try {
    // The stream ends when another lab is shown, the demo for one: then that one is watched.
    while (!signal.aborted) {
      const changes = await client.system.changes(undefined, { signal })
      drift = { drift: [] }
      driftNews = createDriftNews()
      await tell(true)
      for await (const { topics } of changes) await tell(topics.includes('declarations'))
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
