import { type Asked, Refusal, type Route } from '../route.ts'
import type { PveGuest, PveTask, PveVolume } from '../world.ts'
import { blankGuest } from './blank-guest.ts'
import { copyDisk } from './copy-progress.ts'
import { demand, demandNewGuest, refuseTaken } from './find-guest.ts'
import { uuidOf } from './guest-digest.ts'
import { emulatorVersion } from './guest-words.ts'
import { guestLock, holding } from './hold-guest.ts'
import { checkDrive, isDriveKey, readDrive, readyDrive } from './machine-drives.ts'
import { newMachineRules } from './machine-rules.ts'
import { bridgesOf, checkBoot, defaultBoot, writeMachineSetting } from './machine-settings.ts'
import { namedSettings } from './named-settings.ts'
import { startGuest } from './power-work.ts'
import { restoreMachine } from './restore-machine.ts'
import { failure, undoGuest } from './undo-guest.ts'

/** Makes virtual machines, empty ones and those of a backup. */
export const createMachineRoute: Route = {
  method: 'POST',
  path: '/nodes/{node}/qemu',
  rules: newMachineRules,
  handle: asked => (asked.params.archive === undefined ? createMachine(asked) : restoreMachine(asked)),
}

function createMachine(asked: Asked): string {
  const { world, node, params } = asked
  const vmid = Number(params.vmid)
  demandNewGuest(asked, String(vmid))
  const settings = namedSettings(asked)
  const drives = Object.entries(settings)
    .filter(([key]) => isDriveKey(key))
    .map(([key, text]) => readDrive(key, text))
  for (const drive of drives) checkDrive(asked, drive)
  for (const bridge of bridgesOf(settings)) demand(asked, `/sdn/zones/localnetwork/${bridge}`, 'SDN.Use')
  if (params.pool !== undefined && !world.pools.has(params.pool)) throw new Refusal(500, `pool '${params.pool}' does not exist`)
  const failed = `unable to create VM ${vmid} - `
  refuseTaken(world, vmid, failed)
  const guest: PveGuest = blankGuest('qemu', vmid, node.name)
  world.guests.set(vmid, guest)
  if (params.pool !== undefined) world.pools.get(params.pool)?.guests.add(vmid)
  return asked.task('qmcreate', String(vmid), async (task, signal) => {
    await holding(world, guestLock('qemu', vmid), () => fill(asked, guest, settings, failed, task, signal))
    if (params['ha-managed'] === '1') world.managed.set(vmid, params.start === '1' ? 'started' : 'stopped')
    if (params.start === '1') asked.task('qmstart', String(vmid), (start, stop) => startGuest(asked, 'qemu', start, stop))
  })
}

async function fill(
  asked: Asked,
  guest: PveGuest,
  settings: Readonly<Record<string, string>>,
  failed: string,
  task: PveTask,
  signal: AbortSignal,
): Promise<void> {
  const { world } = asked
  const { vmid } = guest
  const now = world.time.now()
  const made: PveVolume[] = []
  const config: Record<string, string> = {}
  try {
    await world.time.pass(300, signal)
    for (const [key, text] of Object.entries(settings)) {
      if (!isDriveKey(key)) {
        config[key] = writeMachineSetting(key, text, vmid, now)
        continue
      }
      const drive = readDrive(key, text)
      const ready = readyDrive(asked, vmid, drive)
      if (ready.made) made.push(ready.made)
      task.log.push(...ready.lines)
      await world.time.pass(400, signal)
      if (ready.made && ready.imports) {
        await copyDisk(world, ready.made, task, signal)
        guest.obeys = true
      }
      if (ready.made) task.log.push(`${key}: successfully created disk '${ready.text}'`)
      config[key] = ready.text
    }
    if (config.boot === undefined) config.boot = defaultBoot(config)
    else checkBoot(config.boot, config)
  } catch (error) {
    undoGuest(asked, guest, made)
    throw failure(failed, error, signal)
  }
  guest.config = {
    smbios1: `uuid=${uuidOf('bios', vmid, now)}`,
    vmgenid: uuidOf('generation', vmid, now),
    meta: `creation-qemu=${emulatorVersion},ctime=${Math.floor(now / 1000)}`,
    ...config,
  }
}
