import { expect, test } from 'vitest'
import { overviewSchema } from '../../shared/model/overview.ts'
import { createLargeOverview } from '../support/large-overview.ts'

test('a hundred devices and a thousand apps are one view', async () => {
  const overview = await createLargeOverview()
  const view = await overview.read()
  expect(overviewSchema.safeParse(view).error).toBeUndefined()
  expect(view.totals).toMatchObject({ devices: { online: 100, counted: 100 }, cpu: { cores: 400 }, apps: { running: 1000, total: 1000 } })
  expect(view.sparklines['box-7']).toHaveLength(60)
  expect(view.networkSparkline.filter(value => value !== null).length).toBeGreaterThan(3)
})
