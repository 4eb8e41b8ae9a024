import { expect, type Page } from '@playwright/test'
import { expectAccessible, show, test } from './demo-page.ts'

test.describe.configure({ mode: 'serial', timeout: 120_000 })

const apply = (page: Page) => page.getByRole('button', { name: /^Apply \d+ change/ })
const steps = (page: Page) => page.getByRole('list', { name: 'What will happen' })
const editor = (page: Page) => page.getByRole('textbox', { name: 'What you want, in plain words' })
const finished = (page: Page) => page.getByRole('heading', { name: 'What happened' })
/** A job takes as long as the simulated Proxmox takes. */
const working = { timeout: 60_000 }

/** Writes the text anew. */
async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await editor(page).fill(text)
  await page.keyboard.press('Escape')
}

/** Carries out what is planned and goes back to the plan. */
async function carryOut(page: Page): Promise<void> {
  await apply(page).click()
  await expect(finished(page)).toBeVisible(working)
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
  await expect(finished(page)).toBeVisible(working)
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(steps(page)).toHaveCount(0)
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
  await expect(finished(page)).toBeVisible(working)
})

test('what somebody changed by hand is seen, and put back', async ({ page }) => {
  await show(page, '/proxmox')
  await page.getByRole('table', { name: 'Guests' }).getByRole('link', { name: 'pihole' }).click()
  await page.getByRole('button', { name: 'Shut down', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Shut down', exact: true }).click()
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible(working)
  await show(page, '/declare')
  await expect(page.getByText('Something is not as you wanted it')).toBeVisible(working)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Put it back' }).click()
  await carryOut(page)
  await expect(page.getByText('Something is not as you wanted it')).toHaveCount(0)
})
