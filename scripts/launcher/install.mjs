import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { npmCommand } from './npm.mjs'
import { captureProgram } from './run-program.mjs'
import { Stop } from './stop.mjs'

/** Whether node_modules holds what package-lock.json names; one file is read unless something changed. */
export function isInstalled(root) {
  if (readText(stampFile(root)) === wantedStamp(root)) return true
  if (!matchesLock(root)) return false
  writeStamp(root)
  return true
}

/** Installs exactly what package-lock.json names. No package's install script runs, whatever the npm; tests/architecture sees that each is known. */
export async function install(root) {
  // npm ci removes node_modules first, and our stamp with it: an install cut off half way is never taken for whole.
  fs.rmSync(stampFile(root), { force: true })
  fs.rmSync(installedFile(root), { force: true })
  const npm = npmCommand()
  const args = [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const { code, output } = await captureProgram(npm.command, args, { cwd: root, ...npm.options })
  if (code !== 0) throw new Stop(`The packages MycoPod is built from could not be installed.\n${output.trim()}`)
  writeStamp(root)
}

function wantedStamp(root) {
  const lock = crypto
    .createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  return `${process.platform}-${process.arch} ${lock}`
}

/** npm writes its own list of what it installed as the last act: someone who installed by hand need not install again. */
function matchesLock(root) {
  const installed = readText(installedFile(root))
  if (!installed) return false
  const have = JSON.parse(installed).packages
  const want = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(want).every(([where, entry]) => {
    if (where === '') return true
    const found = have[where]
    if (!found || !fs.existsSync(path.join(root, where, 'package.json'))) return entry.optional === true || entry.devOptional === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

function writeStamp(root) {
  fs.writeFileSync(stampFile(root), wantedStamp(root))
}

function stampFile(root) {
  return path.join(root, 'node_modules', '.mycopod-installed')
}

function installedFile(root) {
  return path.join(root, 'node_modules', '.package-lock.json')
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
