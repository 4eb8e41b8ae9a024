import { expect, type Locator, type Page } from '@playwright/test'
import type { DemoHomelab } from '../../electron/demo/demo-homelab.ts'
import { test as demoTest, expectAccessible, show } from './demo-page.ts'
import { test } from './first-run-page.ts'

test.describe.configure({ mode: 'serial' })

test('a first start opens the wizard; the demo is a way around it and leaves no trace', async ({ page }) => {
  await expect(page.getByRole('heading', { name: 'Welcome to MycoPod' })).toBeVisible()
  await expect(page).toHaveURL(/#\/setup$/)
  await expectAccessibleInBoth(page)
  await page.getByRole('button', { name: 'Explore a demo homelab' }).click()
  await expect(page.getByText('Demo homelab. Nothing here is real.')).toBeVisible()
  await expect(page.getByText('4 devices online')).toBeVisible()
  await page.getByRole('note').getByRole('button', { name: 'Leave' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome to MycoPod' })).toBeVisible()
  await expect(page.getByRole('note')).toHaveCount(0)
})

test('set up later leads to an empty overview, from then on at every start, with the wizard behind a button', async ({ page }) => {
  await page.getByRole('button', { name: 'Set up later' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await expect(page).toHaveURL(/#\/$/)
  await expectAccessible(page)
  await show(page, '/activity')
  await expect(page.getByRole('list', { name: 'Who changed what' }).getByText('Finished the first set-up')).toBeVisible()
  await show(page, '/')
  await page.getByRole('link', { name: 'Add your first device' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome to MycoPod' })).toBeVisible()
})

test('an address that leads nowhere is told before anything else is asked', async ({ page }) => {
  await show(page, '/setup')
  await page.getByRole('button', { name: 'Find your device' }).click()
  await expectAccessibleInBoth(page)
  const address = page.getByRole('textbox', { name: 'Not in the list?' })
  await address.fill('my server')
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByRole('alert')).toHaveText('That is no address. It looks like 192.168.1.40 or server.local.')
  await address.fill('127.0.0.1:1')
  await page.getByRole('button', { name: 'Check' }).click()
  await expect(page.getByText('127.0.0.1 refuses remote login')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Change address' }).click()
  await expect(address).toBeFocused()
})

test('a device without Docker: fingerprint, wrong password, installation, name', async ({ page, served }) => {
  const { address, port, user, password, hostKey } = deviceOf(served.homelab, 'fresh')
  await show(page, '/setup')
  await page.getByRole('button', { name: 'Find your device' }).click()
  await page.getByRole('textbox', { name: 'Not in the list?' }).fill(`${user}@${address}:${port}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `Log in to ${address}` })).toBeFocused()
  await expect(page.getByRole('textbox', { name: 'User' })).toHaveValue(user)
  await expectAccessibleInBoth(page)

  await page.getByLabel('Password', { exact: true }).fill('a wrong one')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('heading', { name: 'Is this your device?' })).toBeFocused()
  await expect(page.getByText(hostKey)).toBeVisible()
  await expectAccessibleInBoth(page)
  await page.getByRole('button', { name: 'It is my device' }).click()
  await expect(page.getByRole('alert').getByText(/did not accept/)).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { name: 'Check what fresh needs' })).toBeFocused()
  const docker = page.getByRole('list', { name: 'Checks' }).getByRole('listitem').filter({ hasText: 'Docker' }).first()
  await expect(docker).toContainText('Missing')
  await expectAccessibleInBoth(page)
  await docker.getByRole('button', { name: /^Install Docker/ }).click()
  await expect(page.getByRole('progressbar').first()).toBeVisible()
  await expect(page.getByRole('list', { name: 'Steps' }).last()).toContainText('Installing Docker')
  await expectAccessible(page)
  await expect(page.getByText('Everything that apps need is there.')).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()

  await expect(page.getByRole('heading', { name: 'fresh is ready' })).toBeFocused()
  const name = page.getByRole('textbox', { name: 'Name' })
  await name.fill('My Box!')
  await expect(page.getByRole('alert')).toHaveText('A name has small letters, digits and hyphens, 40 at most.')
  await expect(page.getByRole('button', { name: 'Deploy your first app' })).toBeDisabled()
  await name.fill('attic')
  await expectAccessibleInBoth(page)
  await page.getByRole('button', { name: 'Deploy your first app' }).click()
  await expect(page).toHaveURL(/#\/apps\/catalog$/)
  await expect(page.getByText('Fits 1 of 1').first()).toBeVisible()
  await show(page, '/')
  await expect(page.getByRole('list', { name: 'Devices' }).getByRole('link', { name: 'attic' })).toBeVisible()
})

test('a device is added with the keyboard alone, and logged in to by key from then on', async ({ page, served }) => {
  const { address, port, user, password } = deviceOf(served.homelab, 'pi-4')
  const type = (text: string) => page.keyboard.type(text)
  const press = (key: string) => page.keyboard.press(key)
  await show(page, '/setup')
  await expect(page.getByRole('heading', { name: 'Find your device' })).toBeFocused()
  await tabTo(page, page.getByRole('textbox', { name: 'Not in the list?' }))
  await type(`${address}:${port}`)
  await press('Enter')
  await expect(page.getByRole('heading', { name: `Log in to ${address}` })).toBeFocused()
  await tabTo(page, page.getByRole('textbox', { name: 'User' }))
  await type(user)
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await type(password)
  await press('Enter')
  await expect(page.getByRole('heading', { name: 'Is this your device?' })).toBeFocused()
  await tabTo(page, page.getByRole('button', { name: 'It is my device' }))
  await press('Enter')
  await expect(page.getByRole('heading', { name: 'Check what pi-4 needs' })).toBeFocused()
  await tabTo(page, page.getByRole('button', { name: 'Continue' }))
  await press('Enter')
  await expect(page.getByRole('heading', { name: 'pi-4 is ready' })).toBeFocused()
  await tabTo(page, page.getByRole('switch', { name: 'Use a security key from now on' }))
  await press('Space')
  await tabTo(page, page.getByRole('button', { name: 'Go to the overview' }))
  await press('Enter')
  await expect(page.getByText('2 devices online')).toBeVisible()
  await show(page, '/devices/pi-4/settings')
  await expect(page.getByText('Security key')).toBeVisible()
})

demoTest('the demo has one more device to be found and added; those it knows already cannot be chosen', async ({ page }) => {
  await page.getByRole('link', { name: 'Add a device' }).click()
  await expect(page.getByRole('heading', { name: '5 devices found' })).toBeVisible()
  await expect(page.getByRole('radio', { name: /nuc-1/ })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeDisabled()
  await tabTo(page, page.getByRole('radio', { name: /fresh/ }))
  await page.keyboard.press('Space')
  await expectAccessibleInBoth(page)
  await tabTo(page, page.getByRole('button', { name: 'Continue with fresh' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Log in to fresh' })).toBeFocused()
  await page.getByRole('radio', { name: 'Security key file' }).click()
  await expect(page.getByRole('button', { name: 'Log in' })).toBeDisabled()
  await page.getByLabel('Key file').setInputFiles({ name: 'id_rubbish', mimeType: 'text/plain', buffer: Buffer.from('no key') })
  await page.getByRole('textbox', { name: 'User' }).fill('sam')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Leave without adding' }).click()
  await expect(page.getByRole('table', { name: 'Devices' }).getByRole('link')).toHaveCount(4)
})

function deviceOf(homelab: DemoHomelab, name: string) {
  const device = homelab.devices.find(each => each.name === name)
  if (device === undefined) throw new RangeError(`no device ${name}`)
  return device
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

async function expectAccessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
}
