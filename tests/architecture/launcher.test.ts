import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root as checkout } from './source-files.ts'

const lock = {
  packages: {
    '': {},
    'node_modules/thing': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true },
  },
}

// What npm does as far as the launcher sees: it empties node_modules, fills it, and writes its own list last.
const npm = `
const fs = require('node:fs')
fs.appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n')
fs.rmSync('node_modules/thing', { recursive: true, force: true })
fs.rmSync('node_modules/.mycopod-installed', { force: true })
if (fs.existsSync('npm-fails')) { console.error('the registry does not answer'); process.exit(1) }
fs.mkdirSync('node_modules/thing', { recursive: true })
fs.writeFileSync('node_modules/thing/package.json', '{}')
const { '': _, 'node_modules/elsewhere': __, ...packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')).packages
fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))
`

// The builder copies the program, unless its source is broken.
const builder = `
const fs = require('node:fs')
fs.appendFileSync('build.log', 'built\\n')
const source = fs.readFileSync('electron/cli.js', 'utf8')
if (source.includes('broken')) { console.log('cli.js: unexpected word'); process.exit(1) }
fs.mkdirSync('out/main', { recursive: true })
fs.writeFileSync('out/main/cli.js', source)
`

const program = `
if (process.argv[2] === 'wait') {
  process.on('SIGTERM', () => { process.stdout.write('stopped\\n'); process.exit(9) })
  setInterval(() => undefined, 1000)
}
process.stdout.write(JSON.stringify(process.argv.slice(2)) + '\\n')
if (process.argv[2] === 'fail') process.exit(4)
`

function freshCheckout() {
  const root = mkdtempSync(join(tmpdir(), 'mycopod-launcher-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  cpSync(join(checkout, 'scripts/run.mjs'), join(root, 'scripts/run.mjs'))
  cpSync(join(checkout, 'scripts/launcher'), join(root, 'scripts/launcher'), { recursive: true })
  write('package.json', '{"type":"commonjs"}')
  write('package-lock.json', JSON.stringify(lock))
  write('tools/npm-cli.js', npm)
  write('node_modules/electron-vite/bin/electron-vite.js', builder)
  write('electron/cli.js', program)
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, ['scripts/run.mjs', ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, npm_execpath: join(root, 'tools/npm-cli.js') },
    })
  const lines = (file: string): number => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8').split('\n').length - 1 : 0)
  return {
    root,
    write,
    start,
    run: (...args: string[]) => finished(start(...args)),
    installs: () => lines('npm.log'),
    builds: () => lines('build.log'),
  }
}

function finished(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = ''
  let err = ''
  child.stdout?.on('data', chunk => {
    out += chunk
  })
  child.stderr?.on('data', chunk => {
    err += chunk
  })
  return new Promise(resolve => child.once('close', code => resolve({ code, out, err })))
}

test('the first run installs and builds without a word; the second does neither', async () => {
  const { run, installs, builds, root } = freshCheckout()
  expect(await run('mycopod', 'a', 'b c', '--json')).toEqual({ code: 0, out: '["a","b c","--json"]\n', err: '' })
  expect([installs(), builds()]).toEqual([1, 1])
  expect(readFileSync(join(root, 'npm.log'), 'utf8')).toContain('ci --ignore-scripts')
  expect(await run('mycopod')).toEqual({ code: 0, out: '[]\n', err: '' })
  expect([installs(), builds()]).toEqual([1, 1])
})

test('the exit code is the program’s', async () => {
  expect((await freshCheckout().run('mycopod', 'fail')).code).toBe(4)
})

test('a source that changed, came or went is built again', async () => {
  const { run, write, root, builds } = freshCheckout()
  await run('mycopod')
  write('electron/cli.js', `${program}\n`)
  await run('mycopod')
  expect(builds()).toBe(2)
  write('shared/new.js', '')
  await run('mycopod')
  expect(builds()).toBe(3)
  rmSync(join(root, 'shared/new.js'))
  await run('mycopod')
  expect(builds()).toBe(4)
})

test('a failed build is shown, leaves the old one in place, and is tried again', async () => {
  const { run, write, root } = freshCheckout()
  await run('mycopod')
  const built = readFileSync(join(root, 'out/main/cli.js'), 'utf8')
  write('electron/cli.js', 'broken')
  for (const _ of [1, 2]) {
    const { code, out, err } = await run('mycopod')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('cli.js: unexpected word')
  }
  expect(readFileSync(join(root, 'out/main/cli.js'), 'utf8')).toBe(built)
})

test('chunks of an earlier build stay for a day', async () => {
  const { run, write, root } = freshCheckout()
  await run('mycopod')
  write('out/main/chunks/recent.js', '')
  write('out/main/chunks/old.js', '')
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000)
  utimesSync(join(root, 'out/main/chunks/old.js'), twoDaysAgo, twoDaysAgo)
  write('electron/cli.js', `${program}\n`)
  await run('mycopod')
  expect(['recent.js', 'old.js'].map(name => existsSync(join(root, 'out/main/chunks', name)))).toEqual([true, false])
})

test('a changed lock file is installed, an install that failed or was cut off is repaired, one made by hand is accepted', async () => {
  const { run, write, root, installs } = freshCheckout()
  await run('mycopod')
  const changed = structuredClone(lock)
  changed.packages['node_modules/thing'].version = '1.0.1'
  write('package-lock.json', JSON.stringify(changed))
  write('npm-fails', '')
  const failed = await run('mycopod')
  expect(failed.code).toBe(1)
  expect(failed.err).toContain('the registry does not answer')
  rmSync(join(root, 'npm-fails'))
  expect((await run('mycopod')).code).toBe(0)
  expect(installs()).toBe(3)

  // As npm leaves it when it is killed in the middle.
  rmSync(join(root, 'node_modules/.mycopod-installed'))
  rmSync(join(root, 'node_modules/.package-lock.json'))
  await run('mycopod')
  expect(installs()).toBe(4)

  rmSync(join(root, 'node_modules/.mycopod-installed'))
  await run('mycopod')
  expect(installs()).toBe(4)
})

test('several at once install and build once', async () => {
  const { run, installs, builds } = freshCheckout()
  const runs = await Promise.all(['1', '2', '3', '4'].map(name => run('mycopod', name)))
  expect(runs.map(({ out }) => out)).toEqual(['["1"]\n', '["2"]\n', '["3"]\n', '["4"]\n'])
  expect([installs(), builds()]).toEqual([1, 1])
})

test('a lock whose holder is gone is taken over', async () => {
  const { run, write, root } = freshCheckout()
  const gone = spawn(process.execPath, ['-e', '0'])
  await finished(gone)
  write('.tools/lock', String(gone.pid))
  expect((await run('mycopod')).code).toBe(0)
  expect(existsSync(join(root, '.tools/lock'))).toBe(false)
})

test('a signal reaches the program, and its answer to it is ours', async () => {
  const { start } = freshCheckout()
  const child = start('mycopod', 'wait')
  child.stdout?.once('data', () => child.kill('SIGTERM'))
  expect(await finished(child)).toMatchObject({ code: 9, out: '["wait"]\nstopped\n' })
})

test('an unknown command is refused with the ones there are', async () => {
  const { code, err } = await freshCheckout().run('strat')
  expect(code).toBe(1)
  expect(err).toContain('There are: mycopod, start, build')
})
