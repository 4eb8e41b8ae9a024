import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DemoHomelab, startDemoHomelab } from '../demo/demo-homelab.ts'
import { createLab, type LabPorts, type RunningLab } from './create-lab.ts'

/** The demo: a lab of its own in a folder that goes with it. */
export interface OpenDemo {
  readonly lab: RunningLab
  readonly homelab: DemoHomelab
  /** Leaves no trace. */
  close(): Promise<void>
}

const demoPerson = 'You'

/** Starts the simulated devices and a lab that knows them; `portsIn` makes the lab's ports in a new folder. */
export async function openDemo(portsIn: (folder: string) => Promise<LabPorts>): Promise<OpenDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'mycopod-demo-'))
  const homelab = await startDemoHomelab()
  const lab = await createLab(await portsIn(folder))
  const close = async (): Promise<void> => {
    await lab.close()
    await homelab.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await lab.start()
    await addDevices(lab, homelab)
    await lab.services.settings.change({ setupDone: true }, demoPerson)
    return { lab, homelab, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function addDevices({ services }: RunningLab, homelab: DemoHomelab): Promise<void> {
  await Promise.all(
    homelab.devices.map(({ name, address, port, user, password, hostKey }) =>
      services.inventory.add(
        { name, address, port, user, login: { method: 'password', password }, sudoPassword: password, acceptHostKey: hostKey },
        demoPerson,
        undefined,
        { demo: true },
      ),
    ),
  )
}
