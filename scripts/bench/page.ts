import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { Client } from '../../electron/cli/command.ts'
import { findBrowser } from '../../tests/support/find-browser.ts'
import { startHomelab } from './homelab.ts'
import { type Bench, percentile } from './measure.ts'
import { type Served, serve, signedIn } from './served.ts'
import { stockLab } from './stock-lab.ts'

const devices = 10
const apps = 100

/** How soon a person can use the first screen. */
export const pageBench: Bench = {
  title: 'Overview in Chromium',
  async run() {
    const program = findBrowser()
    if (program === undefined) return 'Left out: there is no Chromium here.'
    const folder = await mkdtemp(join(tmpdir(), 'mycopod-bench-'))
    const homelab = await startHomelab({ devices, speed: 1000 })
    const browser = await chromium.launch({
      executablePath: program,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
    let served = await serve(folder)
    try {
      const first = await signedIn(served)
      await stockLab(first.client, homelab.devices, apps)
      first.close()
      // A host that was just started connects to every device while the page loads, and has run none of its code yet.
      await served.stop()
      served = await serve(folder)
      const { client, close } = await signedIn(served)
      const cold = [await coldLoad(browser, client), await coldLoad(browser, client), await coldLoad(browser, client)]
      const warm = await warmLoads(browser, client, served)
      close()
      const how = `${devices} devices and ${apps} apps: from navigation until the cards are there and take clicks`
      const [fresh] = cold
      return [
        {
          what: 'Overview usable, empty cache, host just started',
          value: (fresh?.usableMs ?? Number.NaN) / 1000,
          unit: 's',
          limit: 1,
          note: `${how}, sign-in included`,
        },
        {
          what: 'Overview usable, empty cache',
          value:
            percentile(
              cold.map(load => load.usableMs),
              0.5,
            ) / 1000,
          unit: 's',
          limit: 1,
          note: 'the same, median of 3',
        },
        { what: 'Overview usable, warm cache', value: percentile(warm, 0.5) / 1000, unit: 's', limit: 1, note: `${how}, median of 5` },
        {
          what: 'Compressed script of the first load',
          value: (fresh?.scriptBytes ?? Number.NaN) / 1000,
          unit: 'kB',
          limit: 250,
          note: 'all scripts until the network is quiet',
        },
      ]
    } finally {
      await browser.close()
      await served.stop()
      await homelab.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

interface Load {
  readonly usableMs: number
  readonly scriptBytes: number
}

/** Signs in by a link in a browser that has nothing of the page yet; that it has to start for the first tab is not counted. */
async function coldLoad(browser: Browser, client: Client): Promise<Load> {
  const { url } = await client.session.link()
  const page = await newPage(browser)
  try {
    await page.goto(new URL('/health', url).href)
    const usableMs = await usable(page, url)
    await page.waitForLoadState('networkidle')
    const bytes = await page.evaluate(scriptBytes)
    await provenByClick(page)
    return { usableMs, scriptBytes: bytes }
  } finally {
    await page.context().close()
  }
}

/** Opens the page again and again in a browser that was there before. */
async function warmLoads(browser: Browser, client: Client, { url }: Served): Promise<readonly number[]> {
  const page = await newPage(browser)
  try {
    await usable(page, (await client.session.link()).url)
    const taken: number[] = []
    for (let round = 0; round < 5; round += 1) taken.push(await usable(page, `${url}/?again=${round}`))
    await provenByClick(page)
    return taken
  } finally {
    await page.context().close()
  }
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addInitScript(watchUntilUsable, { devices })
  return context.newPage()
}

/** Milliseconds from the start of the navigation until the screen can be used. */
async function usable(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' })
  const at = await page.waitForFunction(() => (window as { usableAt?: number }).usableAt)
  return (await at.jsonValue()) ?? Number.NaN
}

/** A click on a device leads on. */
async function provenByClick(page: Page): Promise<void> {
  await page.locator('main a[href*="#/devices/"]').first().click()
  await page.waitForURL(/#\/devices\/./)
}

/** Runs in the page: notes the moment in which every device and the apps can be clicked. */
function watchUntilUsable(wanted: { readonly devices: number }): void {
  const names = (kind: string): readonly Element[] => {
    const links = [...document.querySelectorAll(`main a[href*="#/${kind}/"]`)]
    return [...new Map(links.map(link => [link.getAttribute('href'), link])).values()]
  }
  const takesClicks = (link: Element): boolean => {
    const { left, top, width, height } = link.getBoundingClientRect()
    const [x, y] = [left + width / 2, top + height / 2]
    if (y > innerHeight) return link.checkVisibility()
    return link === document.elementFromPoint(x, y)?.closest('a')
  }
  const look = (): void => {
    const [devices, apps] = [names('devices'), names('apps').filter(link => !/\/(catalog|updates)$/.test(link.getAttribute('href') ?? ''))]
    if (devices.length >= wanted.devices && apps.length > 0 && [...devices, ...apps].every(takesClicks))
      Object.assign(window, { usableAt: performance.now() })
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** Runs in the page: bytes of all scripts as they came over the wire. */
function scriptBytes(): number {
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  return entries.filter(({ name }) => new URL(name).pathname.endsWith('.js')).reduce((sum, entry) => sum + entry.encodedBodySize, 0)
}
