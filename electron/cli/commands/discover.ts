import type { FoundDevice } from '../../../shared/model/discovery.ts'
import { type Command, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { table } from '../table.ts'

/** Looking around. */
export const commands: readonly Command[] = [
  {
    name: 'discover',
    takes: [],
    options: { seconds: { type: 'string' }, subnet: { type: 'string' } },
    optionHelp: '[--seconds N] [--subnet CIDR]',
    summary: 'Look for devices on the local network',
    async run(invocation) {
      const seconds = Number(text(invocation, 'seconds') ?? 10)
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > 120) throw new UsageError('--seconds takes a whole number from 1 to 120')
      const subnet = text(invocation, 'subnet')
      const client = await invocation.client()
      const found = new Map<string, FoundDevice>()
      for await (const event of await client.devices.discover(
        { seconds, sweep: true, ...(subnet !== undefined && { subnet }) },
        { signal: invocation.signal },
      ))
        if (event.type === 'found') found.set(event.device.address, event.device)
      const devices = [...found.values()]
      invocation.answer(devices, () =>
        devices.length === 0
          ? 'Nothing answered. A device can always be added by its address: mycopod device add --address A --user U'
          : table(
              ['ADDRESS', 'NAME', 'WHAT', 'ADDED'],
              devices.map(device => [device.address, device.name, device.description, device.alreadyAdded ? 'yes' : 'no']),
            ),
      )
      return 0
    },
  },
]
