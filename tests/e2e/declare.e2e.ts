import { expect, type Page } from '@playwright/test'
import { expectAccessible, openGuest, show, test } from './demo-page.ts'

test.describe.configure({ mode: 'serial' })

const apply = (page: Page) => page.getByRole('button', { name: /^Apply \d+ change/ })
const steps = (page: Page) => page.getByRole('list', { name: 'What will happen' })
const editor = (page: Page) => page.getByRole('textbox', { name: 'What you want, in plain words' })
const finished = (page: Page) => page.getByRole('heading', { name: 'What happened' })

/** Writes the text anew. */
async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await editor(page).fill(text)
  await page.keyboard.press('Escape')
}

/** Carries out what is planned and goes back to the plan. */
async function carryOut(page: Page): Promise<void> {
  await apply(page).click()
  await expect(finished(page)).toBeVisible()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
}

test('from an empty page to a container that is there, by one suggestion', async ({ page }) => {
  await show(page, '/declare')
  await expect(page.getByText('Nothing is asked for yet')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Create a Debian container called workbench/ }).click()
  await expect(steps(page).getByText(/^Create workbench on pve/)).toBeVisible()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
  await carryOut(page)
  await expect(page.getByText('Everything is as you want it')).toBeVisible()
  await expect(page.getByText(/^You, (just now|.* ago)/)).toBeVisible()
})

test('what was done is shown again after a reload, and the very first plan is undone', async ({ page }) => {
  await show(page, '/declare/first')
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await editor(page).fill('Give pihole 2 cores.\n')
  await page.keyboard.press('Escape')
  await apply(page).click()
  await expect(finished(page)).toBeVisible()
  await page.reload()
  await expect(finished(page)).toBeVisible()
  await page.getByRole('button', { name: 'Undo what was done' }).click()
  await expect(page.getByText('The way back to how it was')).toBeVisible()
  await expect(steps(page).getByText('Change pihole')).toBeVisible()
  await carryOut(page)
  await expect(page.getByText('Nothing is asked for yet')).toBeVisible()
})

test('a press into the text begins writing there, and the marks are told without a pointer', async ({ page }) => {
  await show(page, '/declare/marks')
  await write(page, 'Give pihole 2 cores.\nGive w\u0435b-01 2 cores.\nCreate a Debian container with 1 core and 512 MB of memory.\n')
  await expect(page.getByRole('button', { name: 'Read 1' })).toHaveAccessibleDescription('Change pihole.')
  const doubt = page.getByRole('button', { name: 'A question' })
  await expect(doubt.first()).toHaveAccessibleDescription(
    /Which one is meant\? Letters of another alphabet that look like usual ones: \u0435\.$/,
  )
  await page.getByRole('button', { name: 'Read 1' }).focus()
  await page.keyboard.press('Tab')
  await expect(doubt.first()).toBeFocused()
  await page.getByRole('textbox', { name: /be called/ }).fill('attic')
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
  await expect(steps(page).getByText(/^Create attic/)).toBeVisible()
  await page.getByText('Give pihole 2 cores.').click({ position: { x: 30, y: 10 } })
  await expect(editor(page)).toBeFocused()
  const place = await editor(page).evaluate(field => field instanceof HTMLTextAreaElement && field.selectionStart)
  expect(place).toBeGreaterThan(1)
  expect(place).toBeLessThan(9)
})

test('a text far too long is refused in words, and what was there stays', async ({ page }) => {
  await show(page, '/declare/long')
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await editor(page).fill('Leave pihole alone.\n')
  await page.evaluate(() => navigator.clipboard.writeText('x'.repeat(5_000_000)))
  await page.keyboard.press('ControlOrMeta+V')
  await expect(page.getByRole('alert')).toContainText('Nothing was changed')
  await expect(editor(page)).toHaveValue('Leave pihole alone.\n')
})

test('a question is answered by a choice, what was written outlives a reload, and can be left out', async ({ page }) => {
  await show(page, '/declare')
  await write(
    page,
    'Create a Debian container called workbench with 1 core and 1 GB of memory.\nCreate a server called minecraft with 4 GB of memory.\n',
  )
  await expect(page.getByRole('group', { name: /minecraft/ })).toBeVisible()
  await expectAccessible(page)
  await page.reload()
  await expect(page.getByText('What you had written is still here.')).toBeVisible()
  await page
    .getByRole('group', { name: /minecraft/ })
    .getByRole('button', { name: 'Container' })
    .click()
  await expect(page.getByRole('group', { name: /minecraft/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByRole('group', { name: /minecraft/ })).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('Everything is as you want it')).toBeVisible()
})

test('a sentence said below changes the text; an earlier version comes back', async ({ page }) => {
  await show(page, '/declare')
  await page.getByRole('textbox', { name: 'Ask or change in plain words' }).fill('give workbench 2 cores')
  await page.keyboard.press('Enter')
  await expect(steps(page).getByText('Change workbench')).toBeVisible()
  await carryOut(page)
  await page.getByRole('button', { name: 'Earlier versions' }).click()
  const versions = page.getByRole('dialog', { name: 'Earlier versions' })
  await versions.getByRole('listitem').filter({ hasNotText: 'the newest' }).last().getByRole('button').click()
  await expectAccessible(page)
  await versions.getByRole('button', { name: 'Bring this text back' }).click()
  await expect(versions).toHaveCount(0)
  await expect(page.getByText('with 1 core and 1 GB', { exact: false })).toBeVisible()
})

test('what goes is asked about twice, by its name', async ({ page }) => {
  await show(page, '/declare')
  await write(page, 'I no longer need workbench.\n')
  await expect(steps(page).getByText(/^Remove workbench/)).toBeVisible()
  await apply(page).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Remove workbench?')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('textbox').fill('workbench')
  await dialog.getByRole('button', { name: 'Carry it out' }).click()
  await expect(finished(page)).toBeVisible()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(steps(page)).toHaveCount(0)
})

test('of several things that go each is ticked', async ({ page }) => {
  await show(page, '/declare/several')
  await write(page, 'I no longer need dev-box and db-1.\n')
  await apply(page).click()
  const dialog = page.getByRole('dialog')
  const confirm = dialog.getByRole('button', { name: 'Carry it out' })
  await expect(dialog.getByText('Remove 2 things?')).toBeVisible()
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'dev-box' }).check()
  await expect(dialog.getByText('1 not ticked yet.')).toBeVisible()
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'db-1' }).check()
  await expect(confirm).toBeEnabled()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Keep everything' }).click()
  await expect(dialog).toHaveCount(0)
})

test('the keyboard is enough', async ({ page }) => {
  await show(page, '/declare')
  await page.getByRole('button', { name: 'Edit', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(editor(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('Give pihole 2 cores. Keep pihole running.')
  await expect(apply(page)).toBeEnabled()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toBeFocused()
  await apply(page).focus()
  await page.keyboard.press('Enter')
  await expect(finished(page)).toBeVisible()
})

test('what somebody changed by hand is seen, and put back', async ({ page }) => {
  await openGuest(page, 'pihole')
  await page.getByRole('button', { name: 'Shut down', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Shut down', exact: true }).click()
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible()
  await show(page, '/declare')
  await expect(page.getByText('Something is not as you wanted it')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Ignore', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Until a date' }).click()
  const until = page.getByRole('dialog', { name: 'Ignore until' })
  await until.getByLabel('Say it again on').fill('2020-01-01')
  await expect(until.getByText('This day has begun already.')).toBeVisible()
  await until.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Ignore', exact: true }).click()
  await page.getByRole('menuitem', { name: 'For a week' }).click()
  await expect(page.getByText('Something is not as you wanted it')).toHaveCount(0)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Ignored differences' }).getByText(/^Until \d+ /)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Say it again' }).click()
  await page.getByRole('button', { name: 'Put it back' }).click()
  await carryOut(page)
  await expect(page.getByText('Something is not as you wanted it')).toHaveCount(0)
})
