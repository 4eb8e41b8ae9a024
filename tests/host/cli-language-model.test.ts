import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { type ScriptedModel, startScriptedModel } from '../support/scripted-model.ts'
import { newDataFolder } from '../support/served-host.ts'

const key = 'sk-cli-0123456789'
let folder: Awaited<ReturnType<typeof newDataFolder>>
let model: ScriptedModel
beforeAll(async () => {
  ;[folder, model] = await Promise.all([newDataFolder(), startScriptedModel({ key, models: ['small', 'large'] })])
})
afterAll(async () => {
  await model.close()
  await folder.remove()
})

const mycopod = (args: readonly string[], stdin?: string) => runCli(args, { data: folder.path, ...(stdin !== undefined && { stdin }) })

test('a language model is found, set, asked and turned off', async () => {
  const where = ['--provider', 'other', '--url', model.url, '--key-stdin']
  expect(await mycopod(['model', 'show'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Only the built-in reading') })
  expect(await mycopod(['interpret', '--model'], 'db-1 has 2 cores.')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No language model is set. The built-in reading works without one.'),
  })
  expect(await mycopod(['model', 'set', ...where], key)).toMatchObject({ code: 2, stderr: expect.stringContaining('--model NAME') })
  expect(await mycopod(['model', 'set', ...where, '--model', 'small', '--price-in', '2'], key)).toMatchObject({ code: 2 })
  expect(await mycopod(['model', 'list', ...where], 'sk-wrong')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('did not accept the key'),
  })
  expect(await mycopod(['model', 'list', ...where], key)).toMatchObject({ code: 0, stdout: 'large\nsmall\n' })

  model.answers({ ready: true })
  const price = ['--price-in', '2', '--price-out', '10', '--currency', 'eur', '--limit', '5']
  const set = await mycopod(['model', 'set', ...where, '--model', 'small', ...price], key)
  expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining(`small at ${model.url}, with a key`) })
  expect(set.stdout).toContain('Names of the lab are replaced before they leave.')

  const answer = { entries: [{ kind: 'guest', name: 'cellar', type: 'lxc' }], questions: [], unread: [] }
  model.answers(answer)
  const read = await mycopod(['interpret', '--model'], 'Snoozle a wee lxc by the name of cellar.')
  expect(read.code).toBe(3)
  expect(JSON.parse(read.stderr)).toEqual(answer)
  expect(read.stdout).toMatch(/≠ cellar\n\s+built-in: nothing\n\s+small: Create .*cellar/)
  expect(read.stdout).toContain('1200 tokens, about 0.0040 EUR')
  const json = await mycopod(['interpret', '--model', '--json'], 'Snoozle a wee lxc by the name of cellar.')
  expect(json.json()).toMatchObject({ entries: [], model: { model: 'small', differences: [{ about: 'cellar' }] } })
  expect(await mycopod(['interpret', '--model', '--inventory', 'x.json'], 'x')).toMatchObject({ code: 2 })

  expect(await mycopod(['model', 'off'])).toMatchObject({ code: 0, stdout: 'Only the built-in reading reads declarations.\n' })
  expect((await mycopod(['model', 'show', '--json'])).json()).toBeNull()
})
