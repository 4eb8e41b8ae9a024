import { onTestFinished } from 'vitest'
import { startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import { type AppHost, type Remains, startAppHost, tracesOn } from './app-lab.ts'
import { createMemoryStore } from './memory-store.ts'
import { createMemorySecrets } from './small-ports.ts'

/** A host over the demo homelab with its devices added, both gone when the test is. */
export async function createDemoApps(
  options: {
    readonly speed?: number
    readonly devices?: readonly string[]
    readonly patienceMs?: number
    readonly store?: Remains['store']
  } = {},
) {
  const homelab = await startDemoHomelab({ speed: options.speed ?? 200 })
  onTestFinished(() => homelab.close())
  const remains = { store: options.store ?? createMemoryStore(), secrets: createMemorySecrets() }
  const start = async (): Promise<AppHost> => {
    const host = await startAppHost(remains, options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs })
    onTestFinished(() => host.kill())
    return host
  }
  const host = await start()
  const wanted = options.devices ?? ['nuc-1']
  for (const { name, address, port, user, password, sudoPassword, hostKey } of homelab.devices.filter(device =>
    wanted.includes(device.name),
  )) {
    const login = { method: 'password', password } as const
    const input = { name, address, port, user, login, acceptHostKey: hostKey, ...(sudoPassword !== undefined && { sudoPassword }) }
    const device = await host.inventory.add(input, 'anna')
    await host.monitoring.examine(device)
  }
  /** What is on a device, seen by a connection of its own. */
  const traces = async (name: string) => tracesOn(await watcher.inventory.session(watcher.inventory.resolve(name)))
  const watcher = await startAppHost(remains)
  onTestFinished(() => watcher.kill())
  return { homelab, host, remains, start, traces }
}
