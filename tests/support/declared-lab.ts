import { startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import { startDemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { createLab, type LabPorts } from '../../electron/host/create-lab.ts'
import { demoPorts } from '../../electron/host/lab-ports.ts'
import type { Services } from '../../electron/services/services.ts'
import type { JobView } from '../../shared/model/job.ts'
import { createMemoryDeclarations } from './memory-declarations.ts'
import { newDataFolder, recipesDir } from './served-host.ts'

/** An empty lab over real ways to devices and clusters; declarations in memory. */
export async function createEmptyDeclaredLab(other: Partial<Pick<LabPorts, 'recipes' | 'declarations'>> = {}) {
  const folder = await newDataFolder()
  const declarations = createMemoryDeclarations()
  const ports: LabPorts = { ...(await demoPorts(folder.path, { recipesDir })), declarations, timeZone: 'UTC', ...other }
  // A host that is opened again goes on with the same store.
  const open = () => createLab({ ...ports, store: { ...ports.store, close: async () => undefined } })
  let lab = await open()
  await lab.start()

  return {
    declarations,
    store: ports.store,
    services: (): Services => lab.services,
    /** Keeps a text and plans it. */
    declare: async (text: string, name = 'home') => {
      const saved = await lab.services.declarations.save({ name, text }, 'Ada')
      return { saved, kept: await lab.services.declarations.plan(name, 'Ada') }
    },
    /** Carries a plan out and waits for its end. */
    apply: async (plan: string, confirmed: readonly string[] = []): Promise<JobView> => {
      const { id } = await lab.services.declarations.apply(plan, confirmed, 'Ada')
      for await (const _ of lab.services.jobs.follow(id, 0, new AbortController().signal));
      return lab.services.jobs.view(id)
    },
    /** Stops the host as a crash would and starts it again. */
    restart: async () => {
      await lab.close()
      lab = await open()
      await lab.start()
    },
    close: async () => {
      await lab.close()
      await ports.store.close()
      await folder.remove()
    },
  }
}

/** A lab with a simulated cluster and, where asked for, simulated devices, both faster than life; declarations in memory unless others are given. */
export async function createDeclaredLab(
  options: { readonly devices?: boolean; readonly guests?: number; readonly declarations?: LabPorts['declarations'] } = {},
) {
  const lab = await createEmptyDeclaredLab(options.declarations && { declarations: options.declarations })
  const cluster = await startDemoCluster({ speed: 500, guests: options.guests ?? 0 })
  const homelab = options.devices ? await startDemoHomelab({ speed: 1000, fresh: true }) : undefined
  const { clusters, inventory } = lab.services()
  const login = { method: 'password', user: cluster.user, password: cluster.password } as const
  await clusters.add({ url: cluster.urls[0] ?? '', login, fingerprint: cluster.fingerprints.pve1, name: 'home' }, 'Ada')
  for (const { name, address, port, user, password, sudoPassword, hostKey } of homelab?.devices.filter(each => each.hasDocker) ?? [])
    await inventory.add(
      {
        name,
        address,
        port,
        user,
        login: { method: 'password', password },
        acceptHostKey: hostKey,
        ...(sudoPassword !== undefined && { sudoPassword }),
      },
      'Ada',
    )

  return {
    ...lab,
    cluster,
    homelab,
    close: async () => {
      await lab.close()
      await Promise.all([cluster.close(), homelab?.close()])
    },
  }
}
