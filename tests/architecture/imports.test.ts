import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { projectFiles, root } from './source-files.ts'

interface Cruise {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[]
  }
}

const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const folders = ['shared', 'electron', 'renderer']

function cruise(base: string): Cruise {
  const args = [cruiser, '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', ...folders]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: base, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

function cruisePlanted(files: Readonly<Record<string, string>>): Cruise {
  const base = mkdtempSync(join(tmpdir(), 'mycopod-imports-'))
  onTestFinished(() => rmSync(base, { recursive: true, force: true }))
  for (const folder of folders) mkdirSync(join(base, folder))
  plant(base, 'package.json', JSON.stringify({ dependencies: { ssh2: '1', lodash: '1' }, devDependencies: { electron: '1', vite: '1' } }))
  for (const name of ['ssh2', 'lodash', 'electron', 'vite']) {
    plant(base, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    plant(base, `node_modules/${name}/index.js`, 'module.exports = {}')
  }
  for (const [path, text] of Object.entries(files)) plant(base, path, text)
  return cruise(base)
}

function plant(base: string, path: string, text: string): void {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), text)
}

/** For each rule: the folder of a file, and the import in it that breaks the rule: a package, or a file's folder. */
const planted: Readonly<Record<string, readonly [folder: string, imports: string]>> = {
  'shared-imports': ['shared/model', 'electron/core'],
  'core-imports': ['electron/core', 'electron/services'],
  'ports-imports': ['electron/ports', 'electron/adapters/x'],
  'kinds-imports': ['electron/kinds', 'electron/services'],
  'services-imports': ['electron/services', 'electron/adapters/x'],
  'handlers-imports': ['electron/handlers', 'electron/adapters/x'],
  'adapters-imports': ['electron/adapters/x', 'electron/services'],
  'demo-imports': ['electron/demo', 'electron/services'],
  'host-imports': ['electron/host', 'electron/main'],
  'server-imports': ['electron/server', 'electron/services'],
  'cli-imports': ['electron/cli', 'electron/main'],
  'main-imports': ['electron/main', 'electron/services'],
  'preload-imports': ['electron/preload', 'electron/main'],
  'renderer-imports': ['renderer/app', 'electron/core'],
  'adapters-stand-alone': ['electron/adapters/x', 'electron/adapters/y'],
  'features-stand-alone': ['renderer/features/x', 'renderer/features/y'],
  'parts-below-features': ['renderer/ui', 'renderer/features/y'],
  'electron-stays-in-the-shell': ['electron/host', 'electron'],
  'libraries-behind-ports': ['electron/services', 'ssh2'],
  'shared-runs-anywhere': ['shared', 'lodash'],
  'decisions-without-node': ['electron/core', 'node:path'],
  'world-through-ports': ['electron/services', 'node:fs/promises'],
  'installed-with-the-program': ['electron/server', 'vite'],
  'no-cycles': ['shared/model', 'shared/jobs'],
  'no-missing': ['shared', './nowhere.ts'],
}

function plantedFiles(statement: (from: string) => string): Record<string, string> {
  const files: Record<string, string> = {}
  for (const [rule, [folder, imports]] of Object.entries(planted)) {
    const file = `${folder}/${rule}.ts`
    if (!imports.includes('/') || imports.startsWith('node:') || imports.startsWith('.')) {
      files[file] = statement(imports)
      continue
    }
    const target = `${imports}/${rule}-target.ts`
    files[file] = statement(relative(folder, target).replace(/^(?!\.)/, './'))
    files[target] = rule === 'no-cycles' ? statement(relative(imports, file)) : 'export type Thing = 1\nexport const thing = 1'
  }
  return files
}

test('the checker reads every file of the product, and finds nothing', () => {
  const { modules, summary } = cruise(root)
  const read = new Set(modules.map(module => module.source))
  const product = projectFiles().filter(path => /^(shared|electron|renderer)\/.*\.tsx?$/.test(path))
  expect(product.length).toBeGreaterThan(50)
  expect(product.filter(path => !read.has(path))).toEqual([])
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
})

test('each rule has a planted violation', async () => {
  const rules: { forbidden: { name: string }[] } = (await import(join(root, '.dependency-cruiser.mjs'))).default
  expect(Object.keys(planted).sort()).toEqual(rules.forbidden.map(rule => rule.name).sort())
})

test.each([
  ['values', (from: string) => `import { thing } from '${from}'\nexport const used = thing`],
  ['types', (from: string) => `import type { Thing } from '${from}'\nexport type Used = Thing`],
])(
  'each planted violation is caught among %s',
  (_name, statement) => {
    const { summary } = cruisePlanted(plantedFiles(statement))
    const caught = new Set(summary.violations.flatMap(({ rule, from, to }) => [`${rule.name} in ${from}`, `${rule.name} in ${to}`]))
    const missed = Object.entries(planted).filter(([rule, [folder]]) => !caught.has(`${rule} in ${folder}/${rule}.ts`))
    expect(missed).toEqual([])
  },
  30_000,
)

test('what is allowed passes', () => {
  const { summary } = cruisePlanted({
    'shared/a.ts': 'export const a = 1',
    'electron/ports/b.ts': "import { a } from '../../shared/a.ts'\nexport const b = a",
    'electron/adapters/x/c.ts': "import { b } from '../../ports/b.ts'\nimport 'ssh2'\nexport const c = b",
    'electron/main/d.ts': "import 'electron'\nimport '../adapters/x/c.ts'",
    'renderer/features/x/e.ts': "import '../../../shared/a.ts'",
  })
  expect(summary.violations).toEqual([])
  expect(summary.totalCruised).toBeGreaterThan(4)
})
