import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '@playwright/test'
import { type DemoHomelab, startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import { faultsOf, type ServedProgram, serveProgram } from './demo-page.ts'

/**
 * Tests over a program with an empty data folder and, beside it, simulated devices at twenty times real speed that it knows
 * nothing about; one of each for a worker. `page` is signed in. It never looks around on the network of the machine.
 */
export const test = base.extend<object, { readonly served: ServedProgram & { readonly homelab: DemoHomelab } }>({
  served: [
    async ({ browser }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'mycopod-test-'))
      const homelab = await startDemoHomelab({ fresh: true, speed: 20 })
      const program = await serveProgram(browser, ['--data', folder], { MYCOPOD_PASSPHRASE: 'of a test' })
      try {
        await use({ ...program, homelab })
      } finally {
        await program.stop()
        await homelab.close()
        await rm(folder, { recursive: true, force: true })
      }
    },
    { scope: 'worker' },
  ],
  page: async ({ browser, served, viewport }, use) => {
    const context = await browser.newContext({
      storageState: served.session,
      baseURL: served.url,
      viewport,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    const faults = faultsOf(page)
    await page.routeWebSocket(/\/rpc$/, socket => {
      const server = socket.connectToServer()
      socket.onMessage(message => {
        if (!String(message).includes('discover')) server.send(message)
      })
    })
    await page.goto(served.url)
    await use(page)
    expect(faults).toEqual([])
    await context.close()
  },
})
