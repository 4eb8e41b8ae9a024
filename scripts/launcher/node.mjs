import fs from 'node:fs'
import path from 'node:path'
import { npmCommand } from './npm.mjs'
import { captureProgram } from './run-program.mjs'
import { Stop } from './stop.mjs'

const wanted = '24.21.0'
const least = [22, 22]

// Integrity of the npm packages that hold the plain Node binary, as the lock file would hold it.
const packages = {
  'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
}

/** The path of a Node that is new enough, when one is here: the running one, or the one fetched earlier. */
export function findNode(tools) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > least[0] || (major === least[0] && minor >= least[1])) return process.execPath
  const fetched = fetchedNode(tools)
  return fs.existsSync(fetched) ? fetched : undefined
}

/** Fetches Node into the tools folder from the npm registry, whole or not at all; elsewhere than on Linux says what to install. */
export async function fetchNode(tools) {
  const platform = `${process.platform}-${process.arch}`
  const integrity = packages[platform]
  if (!integrity || isMusl()) {
    throw new Stop(
      `MycoPod needs Node ${least.join('.')} or newer, best ${wanted}; this is Node ${process.versions.node}. ` +
        'Install it with your system’s package manager, nvm or fnm, or from the download page of nodejs.org, and run the command again.',
    )
  }
  const work = path.join(tools, `node-fetch-${process.pid}`)
  fs.rmSync(work, { recursive: true, force: true })
  fs.mkdirSync(work, { recursive: true })
  try {
    const npm = npmCommand()
    const pack = await captureProgram(npm.command, [...npm.args, 'pack', '--json', `node-${platform}@${wanted}`], {
      cwd: work,
      ...npm.options,
    })
    const archive = fs.readdirSync(work).find(name => name.endsWith('.tgz'))
    if (pack.code !== 0 || !archive) throw new Stop(`Node ${wanted} could not be fetched from the npm registry.\n${pack.output.trim()}`)
    if (!pack.output.includes(integrity))
      throw new Stop(`The package node-${platform}@${wanted} is not the one MycoPod knows; it was not used.`)
    const tar = await captureProgram('tar', ['-xzf', archive], { cwd: work })
    if (tar.code !== 0) throw new Stop(`Node ${wanted} could not be unpacked.\n${tar.output.trim()}`)
    const home = path.dirname(path.dirname(fetchedNode(tools)))
    fs.rmSync(home, { recursive: true, force: true })
    fs.renameSync(path.join(work, 'package'), home)
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  return fetchedNode(tools)
}

function fetchedNode(tools) {
  return path.join(tools, `node-${wanted}`, 'bin', 'node')
}

function isMusl() {
  return process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
}
