import { expect, type Page } from '@playwright/test'
import { type ScriptedModel, startScriptedModel } from '../support/scripted-model.ts'
import { expectAccessible, lookDeeper, show, test } from './demo-page.ts'

test.describe.configure({ mode: 'serial' })

const key = 'sk-lamp-otter-seven'
let server: ScriptedModel
test.beforeAll(async () => {
  server = await startScriptedModel({ key, models: ['small-model', 'tall-model'] })
})
test.afterAll(() => server.close())

const section = (page: Page) => page.getByRole('region', { name: 'Language model' })
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Language model' })
const chat = (page: Page) => page.getByRole('textbox', { name: 'Ask or change in plain words' })
const read = (page: Page) => page.getByRole('region', { name: 'What small-model reads' })

/** Writes a text that is not kept. */
async function write(page: Page, text: string): Promise<void> {
  await show(page, '/declare')
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('textbox', { name: 'What you want, in plain words' }).fill(text)
  await page.keyboard.press('Escape')
}

test('it is off, and what would leave this computer is said before anything is set', async ({ page }) => {
  await show(page, '/settings')
  await expect(section(page)).toContainText('Off')
  await expect(section(page)).toContainText('No language model is told anything.')
  await section(page).getByRole('button', { name: 'Set one up' }).click()
  await expect(dialog(page)).toContainText('What it is never told: the passwords, keys and tokens')
  await expectAccessible(page)
  await show(page, '/declare')
  await expect(page.getByText('Nothing leaves this computer.')).toBeVisible()
})

test('a wrong key is told with what helps, and a right one is tried before it is kept', async ({ page }) => {
  server.answers({ ready: true })
  await show(page, '/settings')
  await lookDeeper(page, 'Advanced')
  await section(page).getByRole('button', { name: 'Set one up' }).click()
  await dialog(page).getByLabel('Where it answers').selectOption('Another one')
  await dialog(page).getByLabel('Address').fill(server.url)
  await dialog(page).getByLabel('Key').fill('wrong')
  await dialog(page).getByRole('button', { name: 'Look which there are' }).click()
  await expect(dialog(page).getByRole('alert')).toContainText('did not accept the key')
  await dialog(page).getByLabel('Key').fill(key)
  await dialog(page).getByRole('button', { name: 'Look which there are' }).click()
  await expect(dialog(page).getByLabel('Model', { exact: true })).toHaveValue('small-model')
  await expect(dialog(page).getByRole('alert')).toHaveCount(0)
  await dialog(page).getByLabel('A million tokens in').fill('2')
  await expect(dialog(page).getByRole('alert')).toContainText('Give both prices')
  await dialog(page).getByLabel('A million tokens out').fill('8,50')
  await dialog(page).getByLabel('At most in a month').fill('5')
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await expect(section(page)).toContainText('small-model')
  await expect(section(page)).toContainText('nothing leaves your home')
  await expect(section(page)).toContainText('of at most 5 EUR')
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
  await page.reload()
  await expect(section(page)).toContainText('small-model')
  await section(page).getByRole('button', { name: 'Change' }).click()
  await expect(dialog(page).getByLabel('Key')).toHaveValue('')
  await expect(page.locator('body')).not.toContainText(key)
})

test('where it understands a text otherwise both are shown, and its words are taken or left', async ({ page }) => {
  await write(page, 'Give web-01 3 cores.\nThe pi hole wants 2 cores.\n')
  server.answers({
    entries: [
      { kind: 'guest', name: 'web-01', cores: 3 },
      { kind: 'guest', name: 'pihole', cores: 2, state: 'running' },
    ],
    questions: [],
    unread: [],
  })
  await page.getByRole('button', { name: 'Have small-model read it too' }).click()
  await expect(read(page)).toContainText('small-model understands 1 thing otherwise')
  await expectAccessible(page)
  await read(page).getByRole('button', { name: 'Say it so' }).click()
  await expect(read(page)).toContainText('small-model reads the same')
  await expect(read(page)).toContainText('nothing was sent')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(read(page)).toContainText('The text was changed since.')
})

test('what it writes is shown while it reads, and can be given up', async ({ page }) => {
  await write(page, 'Give web-01 3 cores.\n')
  server.answers(reply => reply.say('{"entries":[{"kind":"guest","name":"a name that is long enough to be shown by now'))
  await page.getByRole('button', { name: 'Have small-model read it too' }).click()
  await expect(page.getByText('small-model is reading')).toBeVisible()
  await expect(page.getByText(/"entries"/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Have small-model read it too' })).toBeVisible()
})

test('what the built-in reading could not use is offered to it, and its proposal is shown before it changes the text', async ({ page }) => {
  await show(page, '/declare')
  await chat(page).fill('monitor is awfully slow with just the one core, make that a pair')
  server.answers({ entries: [{ kind: 'guest', name: 'monitor', cores: 2 }], questions: [], unread: [] })
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Ask small-model' }).click()
  await expect(read(page)).toContainText('small-model proposes')
  await expectAccessible(page)
  await read(page).getByRole('button', { name: 'Say it so' }).click()
  await expect(page.getByRole('list', { name: 'What will happen' }).getByText('Change monitor')).toBeVisible()
  await expect(chat(page)).toHaveValue('')
})

test('a model that fails is told in words and the plan stays', async ({ page }) => {
  await write(page, 'Give web-01 4 cores.\n')
  server.answers(reply => reply.refuse(500))
  await page.getByRole('button', { name: 'Have small-model read it too' }).click()
  await expect(read(page)).toContainText('The built-in reading stands.')
  await expect(page.getByRole('button', { name: /^Apply \d+ change/ })).toBeEnabled()
})

test('it is turned off after a question, and nothing leaves any more', async ({ page }) => {
  await show(page, '/settings')
  await section(page).getByRole('button', { name: 'Turn off' }).click()
  await page.getByRole('dialog', { name: 'Turn small-model off?' }).getByRole('button', { name: 'Turn off' }).click()
  await expect(section(page)).toContainText('Off')
  await show(page, '/declare')
  await expect(page.getByText('Nothing leaves this computer.')).toBeVisible()
  await expect(page.getByRole('button', { name: /read it too/ })).toHaveCount(0)
})
