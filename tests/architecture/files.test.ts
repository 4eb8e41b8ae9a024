import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'
import { projectFiles, readProjectFile, root } from './source-files.ts'

const files = projectFiles()
const code = files.filter(path => /\.(ts|tsx|mjs|cts|sh)$/.test(path))
const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/

test('the project is seen at all', () => {
  expect(code.length).toBeGreaterThan(100)
})

test('code files have at most 300 lines, or say why not, and never more than 600', () => {
  const lines = (path: string): number => readProjectFile(path).split('\n').length - 1
  const long = code.filter(path => lines(path) > 300 && !readProjectFile(path).includes('Longer than 300 lines because'))
  expect(long).toEqual([])
  expect(code.filter(path => lines(path) > 600)).toEqual([])
})

test('files and folders of code are named in kebab-case', () => {
  const misnamed = code.filter(path => !path.split('/').every(part => kebab.test(part)))
  expect(misnamed).toEqual([])
})

test('names say what is inside', () => {
  const vague = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager']
  const names = code.flatMap(path => [path, dirname(path)]).map(path => basename(path).split('.')[0] ?? '')
  expect(names.filter(name => vague.some(word => name === word || name.endsWith(`-${word}`)))).toEqual([])
})

test('no file names this machine or a package registry', () => {
  // Put together here, so that this file is not its own finding.
  const hosts = [
    ['npmjs', 'org'],
    ['debian', 'org'],
    ['pypi', 'org'],
    ['crates', 'io'],
  ].map(parts => parts.join('.'))
  const found = files
    .filter(path => !/\.(png|ico|icns|woff2|md)$/.test(path))
    .flatMap(path => [...hosts, `${root}/`].filter(text => readProjectFile(path).includes(text)).map(text => `${path}: ${text}`))
  expect(found).toEqual([])
})

test('every package that has an install script was looked at, and none may run', () => {
  const lock: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(readProjectFile('package-lock.json'))
  const { allowScripts }: { allowScripts: Record<string, boolean> } = JSON.parse(readProjectFile('package.json'))
  const withScript = Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(withScript.filter(name => allowScripts[name] !== false)).toEqual([])
  expect(Object.values(allowScripts)).not.toContain(true)
})

test('versions are exact, so that the same program is built everywhere', () => {
  const { dependencies, devDependencies } = JSON.parse(readProjectFile('package.json'))
  const loose = Object.entries<string>({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:@?[\w/.-]+@)?\d+\.\d+\.\d+$/.test(version),
  )
  expect(loose).toEqual([])
})
