import { expect, type Page } from '@playwright/test'
import { expectAccessible, serveProgram, show, test } from './demo-page.ts'

test.describe.configure({ mode: 'serial' })

test.beforeEach(async ({ page }) => {
  await show(page, '/settings')
  await expect(page.getByRole('heading', { name: 'How much to show' })).toBeVisible()
})

test('the depth is kept, and shows or hides what only some want to see', async ({ page }) => {
  await expectAccessible(page)
  await expect(page.getByText('Data folder', { exact: true })).toHaveCount(0)
  await page.getByRole('radio', { name: 'Advanced' }).check()
  await expect(page.getByText('Data folder', { exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Advanced' })).toBeChecked()
  await expect(page.getByRole('button', { name: 'Depth: advanced' })).toBeVisible()
})

test('how often devices are looked at is a number from 5 to 3,600, told in a sentence', async ({ page }) => {
  const seconds = page.getByRole('textbox', { name: 'Look at every device each' })
  await expect(seconds).toHaveValue('30')
  for (const wrong of ['4', '3601', 'often', '']) {
    await seconds.fill(wrong)
    await expect(page.getByRole('alert')).toHaveText('From 5 to 3,600 seconds.')
  }
  await expectAccessible(page)
  await seconds.press('Escape')
  await expect(seconds).toHaveValue('30')
  await seconds.fill('10')
  await seconds.press('Enter')
  await expectKept(page, () => expect(seconds).toHaveValue('10'))
})

test('the appearance changes at once and is kept', async ({ page }) => {
  const theme = page.locator('html')
  await page.getByRole('radio', { name: 'Dark' }).click()
  await expect(theme).toHaveAttribute('data-theme', 'dark')
  await expectAccessible(page)
  await expectKept(page, () => expect(theme).toHaveAttribute('data-theme', 'dark'))
  await page.getByRole('radio', { name: 'As the system' }).click()
  await expect(theme).not.toHaveAttribute('data-theme', 'dark')
})

test('each notification is switched by itself and kept', async ({ page }) => {
  const names = ['Work is finished', 'Work did not succeed', 'A device stops answering', 'Something is not as you declared it']
  for (const name of names) await expect(page.getByRole('switch', { name })).toBeChecked()
  await page.getByRole('switch', { name: 'Work is finished' }).click()
  await page.getByRole('switch', { name: 'A device stops answering' }).press('Space')
  await expectKept(page, async () => {
    await expect(page.getByRole('switch', { name: 'Work is finished' })).not.toBeChecked()
    await expect(page.getByRole('switch', { name: 'Work did not succeed' })).toBeChecked()
    await expect(page.getByRole('switch', { name: 'A device stops answering' })).not.toBeChecked()
  })
})

test('names of person and lab are shown where they belong, and refused when empty or long', async ({ page }) => {
  const lab = page.getByRole('textbox', { name: 'Name of your lab' })
  await lab.fill(' ')
  await expect(page.getByRole('alert')).toHaveText('A name has at least one letter.')
  await lab.fill('x'.repeat(41))
  await expect(page.getByRole('alert')).toHaveText('A name has 40 letters at most.')
  await lab.blur()
  await page.reload()
  await expect(lab).toHaveValue('Home')
  await lab.fill('Attic <b>“é”</b>')
  await lab.press('Enter')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Anna')
  await page.getByRole('textbox', { name: 'Your name' }).press('Enter')
  const foot = page.getByRole('button', { name: /^Attic <b>“é”<\/b> Anna/ })
  await expect(foot).toBeVisible()
  await expectKept(page, () => expect(foot).toBeVisible())
})

test('where secrets are kept is said with the reason, and never what they are', async ({ page }) => {
  const secrets = page.getByRole('region', { name: 'Where secrets are kept' })
  await expect(secrets).toContainText('Memory of this computer')
  await expect(secrets).toContainText(/The demo keeps them in memory only\. \d+\ssecrets kept\./)
  await expect(page.locator('body')).not.toContainText('spruce-otter')
})

test('the list at the left goes to each part with the keyboard and marks where one is', async ({ page }) => {
  const list = page.getByRole('navigation', { name: 'Settings' })
  await list.getByRole('button', { name: 'About' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'About' })).toBeFocused()
  await expect(list.getByRole('button', { name: 'About' })).toHaveAttribute('aria-current', 'true')
  await expect(page.getByText(/^MycoPod \d+\.\d+\.\d+$/)).toBeVisible()
})

test('every change stands in the activity as a plain sentence with before and after', async ({ page }) => {
  await show(page, '/activity')
  const entries = page.getByRole('list', { name: 'Who changed what' })
  for (const [what, before, after] of [
    ['Changed how much is shown', 'Basic', 'Advanced'],
    ['Changed how often devices are looked at', 'every 30 seconds', 'every 10 seconds'],
    ['Changed the appearance', 'as the system', 'dark'],
    ['Renamed the lab', 'Home', 'Attic <b>“é”</b>'],
    ['Changed their own name', 'You', 'Anna'],
    ['Changed what is told about', 'finished work, failed work, devices, differences', 'failed work, devices, differences'],
  ] as const) {
    await page.getByRole('textbox', { name: 'Search in who changed what' }).fill(what)
    const entry = entries.getByRole('listitem').filter({ hasText: what }).last()
    await expect(entry).toContainText(before)
    await expect(entry).toContainText(after)
  }
  await expectAccessible(page)
})

test('leaving the demo leads to the first set-up of an empty lab', async ({ browser }) => {
  // A demo of its own: nobody else's test is to find that it was left.
  const { url, session, stop } = await serveProgram(browser, ['--demo'])
  const context = await browser.newContext({ storageState: session, reducedMotion: 'reduce' })
  try {
    const page = await context.newPage()
    await page.goto(url)
    await show(page, '/settings')
    await page.getByRole('button', { name: 'Leave the demo' }).click()
    await expect(page.getByRole('heading', { name: 'Welcome to MycoPod' })).toBeVisible()
  } finally {
    await context.close()
    await stop()
  }
})

/** Holds now and after the page is loaded anew; what is saved is waited for by asking until it is there. */
async function expectKept(page: Page, holds: () => Promise<void>): Promise<void> {
  await holds()
  await expect(async () => {
    await page.reload()
    await holds()
  }).toPass()
}
