import { expect, it, onTestFinished } from 'vitest'
import { openHomelab } from './demo-session.ts'

it('pulls on a device where only root may use Docker while connections for calls are kept open', async () => {
  const lab = await openHomelab()
  onTestFinished(lab.close)
  const engine = lab.session('nas').engine()
  await Promise.all(Array.from({ length: 8 }, (_, at) => engine.image(`nobody/has-this:${at}`)))
  expect(await engine.pull('louislam/uptime-kuma:2.0.2', () => undefined)).toBe(true)
})
