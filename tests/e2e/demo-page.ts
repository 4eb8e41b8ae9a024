import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

const program = join(import.meta.dirname, '../../out/main/cli.js')

interface Served {
  readonly url: string
  /** The cookies of a browser that signed in. */
  readonly session: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>
}

/** Tests over the served demo homelab, one for each worker; `page` is signed in and shows the first screen. */
export const test = base.extend<object, { readonly served: Served }>({
  served: [
    async ({ browser }, use) => {
      const child = spawn(process.execPath, [program, 'serve', '--demo', '--json', '--listen', '127.0.0.1:0'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      try {
        const { url, signIn } = await readyLine(child)
        const context = await browser.newContext()
        const page = await context.newPage()
        await page.goto(signIn)
        await page.getByRole('navigation', { name: 'Main' }).waitFor()
        const session = await context.storageState()
        await context.close()
        await use({ url, session })
      } finally {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  context: async ({ browser, served, viewport }, use) => {
    const context = await browser.newContext({
      storageState: served.session,
      baseURL: served.url,
      viewport,
      permissions: ['clipboard-read', 'clipboard-write'],
      // Contrast is measured on what stands, not on what fades in.
      reducedMotion: 'reduce',
    })
    await use(context)
    await context.close()
  },
  page: async ({ context, served }, use) => {
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', error => faults.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(served.url)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await use(page)
    expect(faults).toEqual([])
  },
})

/** Goes to a screen of the app. */
export async function show(page: Page, address: string): Promise<void> {
  await page.evaluate(to => {
    location.hash = to
  }, address)
}

/** Looks deeper on the screen shown. */
export async function lookDeeper(page: Page, depth: 'Advanced' | 'Expert'): Promise<void> {
  await page.getByRole('button', { name: /^Depth:/ }).click()
  await page.getByRole('menuitemradio', { name: new RegExp(`^${depth}`) }).click()
}

/** Nothing on the screen shown keeps anybody out. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([])
}

async function readyLine(child: ChildProcess): Promise<{ readonly url: string; readonly signIn: string }> {
  if (child.stdout === null) throw new Error('the program has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = JSON.parse(line)
    if (typeof said === 'object' && said !== null && 'ready' in said) return said as unknown as { url: string; signIn: string }
  }
  throw new Error('the program ended before it was ready')
}
