#!/usr/bin/env node
// Runs under the Node a machine happens to have (14 or newer) and needs no package: it makes ready what the commands need, then starts them.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, isBuilt } from './launcher/build.mjs'
import { install, isInstalled } from './launcher/install.mjs'
import { withLock } from './launcher/lock.mjs'
import { fetchNode, findNode } from './launcher/node.mjs'
import { runProgram } from './launcher/run-program.mjs'
import { Stop } from './launcher/stop.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const tools = path.join(root, '.tools')

const commands = {
  mycopod: { program: 'out/main/cli.js', built: true, quiet: true },
  start: { program: 'scripts/start.ts', built: true },
  build: { built: true },
  test: { program: 'scripts/test.ts', built: true },
  'test:e2e': { program: 'scripts/test-e2e.ts', built: true },
  'test:lab': { program: 'scripts/test-lab.ts', built: true },
  'test:proxmox': { program: 'scripts/test-proxmox.ts' },
  check: { program: 'scripts/check.ts' },
  bench: { program: 'scripts/bench/bench.ts', built: true },
  package: { program: 'scripts/package.ts' },
}

async function main([name, ...args]) {
  const command = commands[name]
  if (!command) throw new Stop(`There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  const say = sentence => {
    if (!command.quiet || process.stderr.isTTY) process.stderr.write(`${sentence}\n`)
  }
  const node = await makeReady(command, say)
  if (!command.program) return 0
  return runProgram(node, [path.join(root, command.program), ...args], {
    env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH || ''}` },
  })
}

async function makeReady(command, say) {
  const found = findNode(tools)
  if (found && isInstalled(root) && (!command.built || isBuilt(root))) return found
  return withLock(path.join(tools, 'lock'), async () => {
    let node = findNode(tools)
    if (!node) {
      say('Fetching Node, once …')
      node = await fetchNode(tools)
    }
    if (!isInstalled(root)) {
      say('Installing packages, about half a minute …')
      await install(root)
    }
    if (command.built && !isBuilt(root)) {
      if (!command.quiet) say('Building …')
      await build(root, node)
    }
    return node
  })
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code
  },
  error => {
    process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`)
    process.exitCode = 1
  },
)
