import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, test as base, expect, type Page } from '@playwright/test'

const program = join(import.meta.dirname, '../../out/main/cli.js')

interface Served {
  readonly url: string
  /** The cookies of a browser that signed in. */
  readonly session: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>
}

/** A program that serves, with a browser signed in to it. */
export interface ServedProgram extends Served {
  stop(): Promise<void>
}

interface Demos {
  /** The demo of a file of tests; it ends when another file has its turn. */
  of(file: string): Promise<Served>
}

/** Tests over the served demo homelab, anew for each file so that none finds what another left; `page` is signed in and shows the first screen. */
export const test = base.extend<{ readonly served: Served }, { readonly demos: Demos }>({
  demos: [
    async ({ browser }, use) => {
      let current: { readonly file: string; readonly served: ServedProgram } | undefined
      await use({
        of: async file => {
          if (current?.file === file) return current.served
          await current?.served.stop()
          current = undefined
          current = { file, served: await serveProgram(browser, ['--demo']) }
          return current.served
        },
      })
      await current?.served.stop()
    },
    { scope: 'worker' },
  ],
  served: async ({ demos }, use, { file }) => use(await demos.of(file)),
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
    const faults = faultsOf(page)
    await page.goto(served.url)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await use(page)
    expect(faults).toEqual([])
  },
})

/** Starts `mycopod serve` on a free port and signs a browser in. */
export async function serveProgram(
  browser: Browser,
  flags: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<ServedProgram> {
  const child = spawn(process.execPath, [program, 'serve', '--json', '--listen', '127.0.0.1:0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  try {
    const { url, signIn } = await readyLine(child)
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(signIn)
    const session = await context.storageState()
    await context.close()
    return { url, session, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What goes wrong on a page from now on. */
export function faultsOf(page: Page): readonly string[] {
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') faults.push(message.text())
  })
  return faults
}

/** Goes to a screen of the app. */
export async function show(page: Page, address: string): Promise<void> {
  await page.evaluate(to => {
    location.hash = to
  }, address)
}

/** Opens the page of a guest from the list, and waits until the list, with words of its own, is gone. */
export async function openGuest(page: Page, name: string): Promise<void> {
  await show(page, '/proxmox')
  const guests = page.getByRole('table', { name: 'Guests' })
  await guests.getByRole('link', { name, exact: true }).click()
  await expect(guests).toHaveCount(0)
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
