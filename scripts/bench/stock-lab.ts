import type { Client } from '../../electron/cli/command.ts'
import type { DemoDevice } from '../../electron/demo/demo-homelab.ts'

const atOnce = 10
const deployLimitMs = 60_000
/** Recipes that take little, so that a hundred apps fit on ten unequal boxes. */
const small = ['vaultwarden', 'uptime-kuma']

/** Adds devices, and apps wherever placement puts them; resolves when all of them run. */
export async function stockLab(client: Client, devices: readonly DemoDevice[], apps: number): Promise<void> {
  await inBatches(devices, async ({ name, address, port, user, password, hostKey }) => {
    await client.devices.add({
      name,
      address,
      port,
      user,
      login: { method: 'password', password },
      sudoPassword: password,
      acceptHostKey: hostKey,
    })
  })
  const wanted = Array.from({ length: apps }, (_, at) => ({ recipe: small[at % small.length] ?? '', name: `app-${at + 1}` }))
  await inBatches(wanted, async request => {
    const { job } = await client.apps.deploy(request)
    for await (const _ of await client.jobs.follow({ job }, { signal: AbortSignal.timeout(deployLimitMs) }));
    const { status, error } = await client.jobs.get({ job })
    if (status !== 'succeeded') throw new Error(`${request.name} was not deployed: ${JSON.stringify(error)}`)
  })
  await client.system.changeSettings({ setupDone: true })
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += atOnce) await Promise.all(items.slice(at, at + atOnce).map(work))
}
