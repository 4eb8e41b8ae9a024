// Draws the app icon and the tray pictures from resources/tray.svg: run it after the mark changed (node scripts/draw-icons.ts).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from '../tests/support/find-browser.ts'

const resources = join(import.meta.dirname, '..', 'resources')
const mark = readFileSync(join(resources, 'tray.svg'), 'utf8').replace(/<\/?svg[^>]*>/g, '')
const petrol = '#0b6480'
const dots = { well: undefined, warn: '#cc8400', bad: '#d63d2f' } as const
const tones = { light: '#ffffff', dark: '#1c1f1e' } as const

function trayPicture(tone: string, dot: string | undefined): string {
  // The dot stands free of the mark, so that the state is a shape as well as a colour.
  const cut = dot
    ? `<mask id="free"><rect width="24" height="24" fill="#fff"/><circle cx="18.6" cy="18.6" r="6.4" fill="#000"/></mask>`
    : ''
  const circle = dot ? `<circle cx="18.6" cy="18.6" r="4.6" fill="${dot}"/>` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" color="${tone}">${cut}<g ${dot ? 'mask="url(#free)"' : ''}>${mark}</g>${circle}</svg>`
}

function appIcon(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" color="#fff"><rect width="100" height="100" rx="23" fill="${petrol}"/><g transform="translate(12.8 11) scale(3.1)">${mark}</g></svg>`
}

const executablePath = findBrowser()
const browser = await chromium.launch({ args: ['--no-sandbox', '--disable-gpu'], ...(executablePath ? { executablePath } : {}) })
const page = await browser.newPage()

async function draw(svg: string, pixels: number, file: string): Promise<void> {
  await page.setViewportSize({ width: pixels, height: pixels })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`)
  writeFileSync(file, await page.screenshot({ omitBackground: true }))
}

async function drawTray(name: string, svg: string): Promise<void> {
  await draw(svg, 22, join(resources, 'tray', `${name}.png`))
  await draw(svg, 44, join(resources, 'tray', `${name}@2x.png`))
}

mkdirSync(join(resources, 'tray'), { recursive: true })
for (const [toneName, tone] of Object.entries(tones)) {
  for (const [state, dot] of Object.entries(dots)) await drawTray(`${toneName}-${state}`, trayPicture(tone, dot))
}
await drawTray('template-well', trayPicture('#000', undefined))
await drawTray('template-dot', trayPicture('#000', '#000'))
await draw(appIcon(), 1024, join(resources, 'icon.png'))
await browser.close()
