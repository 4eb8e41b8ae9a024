import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { captureProgram } from './run-program.mjs'
import { Stop } from './stop.mjs'

const sources = ['shared', 'electron', 'renderer', 'package.json', 'package-lock.json', 'electron.vite.config.ts']
const keptMs = 24 * 60 * 60 * 1000

/** Whether out/ was built from the sources as they are now: names, sizes and times of change are compared, no file is read. */
export function isBuilt(root) {
  try {
    return fs.readFileSync(stampFile(root), 'utf8') === fingerprint(root)
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

/** Builds main, preload and renderer into out/; a failure leaves what was built before in place and shows the builder's words. */
export async function build(root, node) {
  const stamp = fingerprint(root)
  fs.rmSync(stampFile(root), { force: true })
  const startedAt = Date.now()
  const { code, output } = await captureProgram(node, [path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
  })
  if (code !== 0) throw new Stop(`MycoPod could not be built.\n${output.trim()}`)
  removeOlder(path.join(root, 'out'), startedAt - keptMs)
  fs.writeFileSync(stampFile(root), stamp)
}

function fingerprint(root) {
  const hash = crypto.createHash('sha256')
  for (const name of sources) addTo(hash, path.join(root, name), name)
  return hash.digest('hex')
}

function addTo(hash, file, name) {
  const stat = fs.statSync(file, { throwIfNoEntry: false })
  if (!stat) return
  if (!stat.isDirectory()) {
    hash.update(`${name} ${stat.size} ${stat.mtimeMs}\n`)
    return
  }
  for (const entry of fs.readdirSync(file).sort()) addTo(hash, path.join(file, entry), `${name}/${entry}`)
}

/** Chunks of earlier builds stay for a day, so that a program started from them can still load its own parts. */
function removeOlder(folder, before) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) removeOlder(file, before)
    else if (fs.statSync(file).mtimeMs < before) fs.rmSync(file)
  }
}

function stampFile(root) {
  return path.join(root, 'out', '.built-from')
}
