import { expect } from '@playwright/test'
import { expectAccessible, lookDeeper, show, test } from './demo-page.ts'

test('the lab is shown as one machine: totals, what runs where, devices and apps', async ({ page }) => {
  await show(page, '/')
  await expect(page.getByText('4 devices online')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Devices' }).getByRole('listitem')).toHaveCount(4)
  await expect(page.getByRole('list', { name: 'Apps' }).getByText('Uptime Kuma')).toBeVisible()
  await expect(page.getByRole('figure', { name: 'Memory of each device and what uses it' })).toBeVisible()
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
  await page.getByRole('list', { name: 'Devices' }).getByRole('link', { name: 'pi-4' }).click()
  await expect(page).toHaveURL(/#\/devices\/pi-4$/)
})

test('one socket carries everything: the one that opens before the scripts are here', async ({ page }) => {
  const sockets: string[] = []
  page.on('websocket', socket => sockets.push(new URL(socket.url()).pathname))
  await page.reload()
  await expect(page.getByRole('list', { name: 'Devices' }).getByRole('listitem').first()).toBeVisible()
  expect(sockets).toEqual(['/rpc'])
})

test('a device shows its graphs, its checks, its storage and how it is reached', async ({ page }) => {
  await show(page, '/devices')
  await page.getByRole('table', { name: 'Devices' }).getByRole('link', { name: 'nuc-1' }).click()
  await expect(page.getByRole('heading', { name: 'Checks' })).toBeVisible()
  await expect(page.getByText('version 28.5.1')).toBeVisible()
  await expect(page.getByRole('figure', { name: 'Memory of nuc-1' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Storage' }).click()
  await expect(page.getByText('apps are kept here')).toBeVisible()
  await page.getByRole('link', { name: 'Settings' }).last().click()
  await lookDeeper(page, 'Advanced')
  await expect(page.getByText(/^SHA256:/)).toBeVisible()
  await expectAccessible(page)
})

test('a device is taken out of service and put back, and renamed', async ({ page }) => {
  await show(page, '/devices/nas')
  await page.getByRole('button', { name: 'Take out of service' }).click()
  await expect(page.getByText('Out of service')).toBeVisible()
  await page.getByRole('button', { name: 'Put back into service' }).click()
  await expect(page.getByText('Online')).toBeVisible()
  await page.getByRole('button', { name: 'More for nas' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('cellar')
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(page).toHaveURL(/#\/devices\/cellar$/)
  await expect(page.getByRole('heading', { name: /cellar/ }).last()).toBeVisible()
})

test('a connection that does not work leaves everything as it was', async ({ page }) => {
  await show(page, '/devices/tower')
  await page.getByRole('button', { name: 'More for tower' }).click()
  await page.getByRole('menuitem', { name: 'Change connection' }).click()
  await page.getByRole('textbox', { name: 'Door' }).fill('1')
  await page.getByRole('button', { name: 'Try it and save' }).click()
  await expect(page.getByText('tower refuses remote login')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Door' })).toHaveValue('1')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Online')).toBeVisible()
})
