import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { expectAccessible, show, test } from './demo-page.ts'

test('what ran and who changed what are shown, searched and checked', async ({ page }) => {
  await show(page, '/activity')
  await expect(page.getByRole('list', { name: 'Jobs' }).getByText('Deploy Uptime Kuma to pi-4')).toBeVisible()
  await expect(page.getByText(/entries since today, none altered\.$/)).toBeVisible()
  await expectAccessible(page)
  const entries = page.getByRole('list', { name: 'Who changed what' })
  await expect(entries.getByText('Added tower')).toBeVisible()
  await page.getByRole('textbox', { name: 'Search in who changed what' }).fill('pi-4')
  await expect(entries.getByText('Added tower')).toHaveCount(0)
  await expect(entries.getByText('Added pi-4')).toBeVisible()
  await page.getByRole('radio', { name: 'Failed' }).click()
  await expect(page.getByText('Nothing failed')).toBeVisible()
})

test('the activity is saved as a table and with everything', async ({ page }) => {
  await show(page, '/activity')
  await expect(page.getByText('Added tower')).toBeVisible()
  for (const [choice, ending] of [
    ['As a table (CSV)', '.csv'],
    ['With everything (JSON)', '.json'],
  ] as const) {
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: choice }).click()])
    expect(file.suggestedFilename()).toMatch(new RegExp(`^mycopod-activity-\\d{4}-\\d{2}-\\d{2}\\${ending}$`))
    const text = await readFile(await file.path(), 'utf8')
    expect(text).toContain('Added tower')
    if (ending === '.json') expect(JSON.parse(text)).toContainEqual(expect.objectContaining({ what: 'Added tower', who: 'You' }))
  }
})

test('a job has a page of its own with everything it did', async ({ page }) => {
  await show(page, '/activity')
  await page.getByRole('list', { name: 'Jobs' }).getByText('Deploy Uptime Kuma to pi-4').click()
  await expect(page.getByRole('heading', { name: 'Deploy Uptime Kuma to pi-4', level: 2 })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'What I did' }).click()
  await expect(page.getByRole('textbox', { name: /compose\.yaml$/ })).toHaveValue(/uptime-kuma/)
  await expectAccessible(page)
})
