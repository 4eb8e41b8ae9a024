import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
const silentMs = 2000
const programs: Readonly<Record<string, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** Where Electron's binary is: the folder named by ELECTRON_OVERRIDE_DIST_PATH, or the one its package fetched; undefined when it is not there. */
export function findElectron(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const pathFile = join(electron, 'path.txt')
  const program = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : (programs[process.platform] ?? 'electron')
  const binary = join(environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist'), program)
  return existsSync(binary) ? binary : undefined
}

/** Lets Electron's package fetch its binary, as it does on first use; undefined where that fails. */
export async function fetchElectron(): Promise<string | undefined> {
  const announce = setTimeout(() => process.stderr.write('Fetching Electron, once …\n'), silentMs)
  const child = spawn(process.execPath, [join(electron, 'install.js')], { stdio: 'ignore' })
  await new Promise(resolve => child.once('close', resolve))
  clearTimeout(announce)
  return findElectron()
}
