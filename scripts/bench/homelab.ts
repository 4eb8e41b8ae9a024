import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { DemoDevice } from '../../electron/demo/demo-homelab.ts'

/** SSH channels opened on all devices so far, and how many of them were polls. */
export interface ChannelCounts {
  readonly channels: number
  readonly polls: number
}

export type ToHomelab = 'count'
export type FromHomelab = { readonly devices: readonly DemoDevice[] } | { readonly counts: ChannelCounts }

/** A demo homelab in a process of its own. */
export interface BenchHomelab {
  readonly devices: readonly DemoDevice[]
  counts(): Promise<ChannelCounts>
  stop(): Promise<void>
}

/** Starts `devices` simulated devices whose pulls and starts pass `speed` times faster than in real life. */
export async function startHomelab({ devices, speed }: { readonly devices: number; readonly speed: number }): Promise<BenchHomelab> {
  const child = fork(join(import.meta.dirname, 'homelab-process.ts'), [String(devices), String(speed)])
  const first = await answerOf(child)
  if (!('devices' in first)) throw new Error('the homelab answered with something else')
  return {
    devices: first.devices,
    async counts() {
      child.send('count' satisfies ToHomelab)
      const answer = await answerOf(child)
      if (!('counts' in answer)) throw new Error('the homelab answered with something else')
      return answer.counts
    },
    async stop() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

async function answerOf(child: ChildProcess): Promise<FromHomelab> {
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`the homelab ended with ${code}`)
  })
  const [answer] = await Promise.race([once(child, 'message'), gone])
  return answer
}
