import { expect, type Page } from '@playwright/test'
import { type DemoCluster, startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { test as base, expectAccessible, show } from './demo-page.ts'

/** Beside the demo homelab's own cluster runs a second one that nobody added yet. */
const test = base.extend<object, { readonly other: DemoCluster }>({
  other: [
    async ({ demos: _ }, use) => {
      const cluster = await startDemoCluster({ seed: 'cellar', version: '8.4', nodes: 1 })
      await use(cluster)
      await cluster.close()
    },
    { scope: 'worker' },
  ],
})

test.describe.configure({ mode: 'serial' })

const dialog = (page: Page) => page.getByRole('dialog')

async function type(page: Page, url: string, user: string, password: string): Promise<void> {
  await show(page, '/proxmox?open=add')
  await dialog(page).getByLabel('Address').fill(url)
  await dialog(page).getByLabel('User').fill(user)
  await dialog(page).getByRole('textbox', { name: 'Password' }).fill(password)
  await dialog(page).getByRole('button', { name: 'Add it' }).click()
}

test('a login with a second factor asks for its code', async ({ page, other }) => {
  const { user, password } = other.withSecondFactor
  await type(page, other.urls[0] ?? '', user, password)
  await dialog(page).getByRole('button', { name: 'It is the same' }).click()
  await dialog(page).getByLabel('Code').fill('000000')
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'Add it' }).click()
  await expect(dialog(page).getByText(`did not accept the login of ${user}`)).toBeVisible()
  await expect(dialog(page).getByLabel('Code')).toHaveValue('')
})

test('a cluster is added by its fingerprint, logs in by a token from then on, and is forgotten again', async ({ page, other }) => {
  await type(page, other.urls[0] ?? '', 'root', other.password)
  await expect(dialog(page).getByRole('heading', { name: 'Is this your Proxmox?' })).toBeFocused()
  const [fingerprint = ''] = Object.values(other.fingerprints)
  await expect(dialog(page)).toContainText(fingerprint.slice(0, 47))
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'It is another' }).click()
  await expect(dialog(page).getByLabel('Address')).toHaveValue(other.urls[0] ?? '')
  await dialog(page).getByRole('button', { name: 'Add it' }).click()
  await dialog(page).getByRole('button', { name: 'It is the same' }).click()
  await expect(dialog(page).getByText('MycoPod sees pve1.')).toBeVisible()
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'Use a key, forget the password' }).click()
  await expect(page.getByText('The password is forgotten.')).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Show pve1' }).click()
  const clusters = page.getByRole('radiogroup', { name: 'Which cluster' })
  await expect(clusters.getByRole('radio')).toHaveCount(2)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'More for pve1' }).click()
  await page.getByRole('menuitem', { name: 'Forget it' }).click()
  await dialog(page).getByRole('button', { name: 'Forget pve1' }).click()
  await expect(clusters).toHaveCount(0)
  await expect(page.getByText('Cluster home is healthy.')).toBeVisible()
})
