import { join } from 'node:path'
import { fetchElectron, findElectron } from './desktop/electron-binary.ts'
import { runForeground, runNode } from './run-foreground.ts'

const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2)
const brokenStartMs = 5000

async function start(): Promise<number> {
  const obstacle = desktopObstacle()
  if (obstacle) return openInBrowser(obstacle)
  const electron = findElectron() ?? (await fetchElectron())
  if (!electron) return openInBrowser('Electron’s binary cannot be had here')
  const startedAt = performance.now()
  const code = await runForeground(electron, [root, ...args])
  const neverOpened = code !== 0 && code !== 130 && code !== 143 && performance.now() - startedAt < brokenStartMs
  return neverOpened ? openInBrowser('Electron does not start here') : code
}

function desktopObstacle(): string | undefined {
  if (process.platform !== 'linux') return undefined
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'There is no desktop here'
  return process.getuid?.() === 0 ? 'Electron does not run as root' : undefined
}

function openInBrowser(because: string): Promise<number> {
  process.stderr.write(`${because}, so MycoPod opens in the browser instead of in a window of its own.\n`)
  return runNode(['out/main/cli.js', 'serve', '--open', ...args])
}

process.exitCode = await start()
