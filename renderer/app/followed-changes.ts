import { useEffect, useRef } from 'react'
import type { Change } from '../../shared/api/system.ts'
import { client } from '../lib/client.ts'
import { useLive } from '../lib/live.ts'
import { api, queryClient } from '../lib/query.ts'

type Topic = Change['topics'][number]

const gatherMs = 300

/** Which answers a change makes old. */
const answers: Readonly<Record<Topic, readonly (readonly unknown[])[]>> = {
  devices: [api.devices.key(), api.system.overview.key(), api.catalog.key()],
  apps: [api.apps.key(), api.system.overview.key(), api.catalog.key()],
  // What a poll brings, and the guest that is shown; histories, networks and backups are asked for by their own screens.
  clusters: [api.proxmox.list.key(), api.proxmox.guests.key(), api.proxmox.tasks.key(), api.proxmox.guest.key()],
  declarations: [api.declarations.key()],
  jobs: [api.jobs.key(), api.system.overview.key()],
  audit: [api.audit.key()],
  settings: [api.system.settings.key(), api.system.info.key(), api.languageModel.key()],
  catalog: [api.catalog.key()],
}

/** Asks again for what the host says has changed; changes of 300 ms are taken together. */
export function useFollowedChanges(): void {
  const waiting = useRef(new Set<Topic>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLive('changes', {
    open: ({ signal }) => client.system.changes(undefined, { signal }),
    onBatch: change => {
      for (const topic of change.topics) waiting.current.add(topic)
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        const keys = new Map([...waiting.current].flatMap(topic => answers[topic].map(key => [JSON.stringify(key), key])))
        waiting.current.clear()
        for (const queryKey of keys.values()) void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false })
      }, gatherMs)
    },
  })
}
