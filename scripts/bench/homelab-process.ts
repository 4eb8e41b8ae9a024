import { POLL_SCRIPT } from '../../electron/core/poll/poll-script.ts'
import { startDemoHomelab } from '../../electron/demo/demo-homelab.ts'
import type { FromHomelab, ToHomelab } from './homelab.ts'

// A program of its own, so that what the simulated devices cost is not counted as the host's.
const [pollMark = ''] = POLL_SCRIPT.split('\n')
const counts = { channels: 0, polls: 0 }
const homelab = await startDemoHomelab({
  devices: Number(process.argv[2]),
  speed: Number(process.argv[3]),
  heard: (_, channel) => {
    counts.channels += 1
    if (channel.kind === 'command' && channel.line.includes(pollMark)) counts.polls += 1
  },
})

const tell = (message: FromHomelab): void => void process.send?.(message)
process.on('message', (message: ToHomelab) => {
  if (message === 'count') tell({ counts })
})
process.on('disconnect', () => process.exit())
tell({ devices: homelab.devices })
