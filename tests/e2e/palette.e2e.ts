import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, test } from './demo-page.ts'

async function find(page: Page, typed: string, option: string | RegExp): Promise<Locator> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or do' }).fill(typed)
  const found = page.getByRole('option', { name: option }).first()
  await expect(found).toBeVisible()
  return found
}

async function choose(page: Page, typed: string, option: string | RegExp): Promise<void> {
  await (await find(page, typed, option)).click()
}

test('the palette keeps nobody out', async ({ page }) => {
  await find(page, 'uptime', 'Show the logs of Uptime Kuma')
  await expectAccessible(page)
})

test('every screen, app, device and recipe is a few letters away', async ({ page }) => {
  await choose(page, 'uptime', 'Show the logs of Uptime Kuma')
  await expect(page).toHaveURL(/#\/apps\/uptime-kuma\/logs$/)
  await choose(page, 'deploy vault', 'Deploy Vaultwarden')
  await expect(page).toHaveURL(/#\/apps\/deploy\/vaultwarden$/)
  await choose(page, 'tower', /^tower/)
  await expect(page).toHaveURL(/#\/devices\/tower$/)
  await choose(page, 'activity', 'Activity')
  await expect(page).toHaveURL(/#\/activity/)
})

test('an app is restarted from the palette, with what that costs beside it', async ({ page }) => {
  await choose(page, 'restart uptime', 'Restart Uptime Kuma Nobody can use it for a moment')
  await expect(page.getByText('Restarting uptime-kuma.')).toBeVisible()
})
