import { useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { FoundDevice } from '../../../shared/model/discovery.ts'
import { client } from '../../lib/client.ts'
import { useLive } from '../../lib/live.ts'

/** A search of the local network as a screen shows it. */
export interface DeviceSearch {
  readonly found: readonly FoundDevice[]
  readonly running: boolean
  readonly fraction: number
  readonly secondsLeft: number | undefined
  readonly problem: Problem | undefined
  readonly stop: () => void
  readonly again: () => void
}

/** Looks for devices while it is `wanted`; what was found stays when it is stopped or begun anew. */
export function useDeviceSearch(wanted: boolean): DeviceSearch {
  const [round, setRound] = useState(0)
  const [running, setRunning] = useState(true)
  const [found, setFound] = useState<readonly FoundDevice[]>([])
  const [progress, setProgress] = useState<{ readonly fraction: number; readonly secondsLeft: number | undefined }>(atStart)
  const live = useLive(
    `search ${round}`,
    {
      open: ({ signal }) => client.devices.discover({}, { signal }),
      onBatch: event => {
        if (event.type === 'found') setFound(before => merged(before, event.device))
        else if (event.type === 'progress') setProgress({ fraction: event.fraction, secondsLeft: event.secondsLeft })
        else setRunning(false)
      },
    },
    running && wanted,
  )
  return {
    found,
    running: running && live.phase !== 'failed' && live.phase !== 'ended',
    ...progress,
    problem: live.phase === 'failed' ? live.problem : undefined,
    stop: () => setRunning(false),
    again: () => {
      setProgress(atStart)
      setRound(round + 1)
      setRunning(true)
    },
  }
}

const atStart = { fraction: 0, secondsLeft: undefined }

/** What tells found devices apart: two may answer at one address. */
export function keyOf({ address, port }: Pick<FoundDevice, 'address' | 'port'>): string {
  return `${address} ${port}`
}

function merged(before: readonly FoundDevice[], device: FoundDevice): readonly FoundDevice[] {
  const known = before.some(each => keyOf(each) === keyOf(device))
  return known ? before.map(each => (keyOf(each) === keyOf(device) ? device : each)) : [...before, device]
}
