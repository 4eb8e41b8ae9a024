import { z } from 'zod'
import type { PullProgress } from '../../ports/container-engine.ts'

/** One line of a pull as the engine tells it. */
export const pullLineSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional(), units: z.string().optional() }).optional(),
  error: z.string().optional(),
})
export type PullLine = z.output<typeof pullLineSchema>

interface Layer {
  doneBytes: number
  totalBytes: number | undefined
  stage: 'waiting' | 'downloading' | 'downloaded' | 'extracting' | 'complete'
}

/** Adds up the layers of one pull; the sum never goes back, also when the engine starts a layer again. */
export function createPullSum(image: string): { add(line: PullLine): PullProgress | undefined; somethingNew(): boolean } {
  const layers = new Map<string, Layer>()
  let somethingNew = false

  const sum = (): PullProgress => {
    const all = [...layers.values()]
    const totals = all.map(
      layer => layer.totalBytes ?? (layer.stage === 'downloaded' || layer.stage === 'complete' ? layer.doneBytes : undefined),
    )
    const known = totals.every(total => total !== undefined) ? totals.reduce((a, b) => a + b, 0) : undefined
    const loading = all.some(layer => layer.stage === 'waiting' || layer.stage === 'downloading')
    return {
      image,
      doneBytes: all.reduce((bytes, layer) => bytes + layer.doneBytes, 0),
      ...(known !== undefined && { totalBytes: known }),
      phase: loading || all.length === 0 ? 'downloading' : 'extracting',
    }
  }

  return {
    somethingNew: () => somethingNew,
    add({ id, status, progressDetail }) {
      if (status?.startsWith('Status: Downloaded')) somethingNew = true
      if (!id || !status) return undefined
      if (status === 'Pulling fs layer') {
        layers.set(id, { doneBytes: 0, totalBytes: undefined, stage: 'waiting' })
        return sum()
      }
      const layer = layers.get(id)
      if (!layer) return undefined
      switch (status) {
        case 'Downloading':
          layer.stage = 'downloading'
          layer.totalBytes = Math.max(progressDetail?.total ?? 0, layer.totalBytes ?? 0) || undefined
          layer.doneBytes = Math.max(layer.doneBytes, progressDetail?.current ?? 0)
          break
        case 'Verifying Checksum':
        case 'Download complete':
          layer.stage = 'downloaded'
          layer.doneBytes = layer.totalBytes ?? layer.doneBytes
          break
        case 'Extracting':
          layer.stage = 'extracting'
          // A small layer may never tell how it downloads, only how it unpacks.
          if (progressDetail?.units === undefined) layer.totalBytes ??= progressDetail?.total
          layer.doneBytes = layer.totalBytes ?? layer.doneBytes
          break
        case 'Pull complete':
        case 'Already exists':
          layer.stage = 'complete'
          layer.doneBytes = layer.totalBytes ?? layer.doneBytes
          break
        default:
          return undefined
      }
      return sum()
    },
  }
}
