import { problemOf } from '../../../shared/errors/app-error.ts'
import { bytesInWords, type Problem } from '../../../shared/errors/problem.ts'
import type { Command } from '../command.ts'
import { percent, table } from '../table.ts'

/** How the lab is. */
export const commands: readonly Command[] = [
  {
    name: 'status',
    takes: [],
    options: {},
    summary: 'Totals, devices, apps and running jobs',
    async run(invocation) {
      const client = await invocation.client()
      const overview = await client.system.overview()
      invocation.answer(overview, () => {
        const { totals, devices, apps, jobs } = overview
        const parts = [
          `${totals.devices.online + totals.devices.degraded} of ${devices.length} devices online, ${totals.apps.running} of ${totals.apps.total} apps running`,
          `Memory ${bytesInWords(totals.memory.usedBytes)} of ${bytesInWords(totals.memory.totalBytes)}, storage ${bytesInWords(totals.storage.usedBytes)} of ${bytesInWords(totals.storage.totalBytes)}, processor ${percent(totals.cpu.usedFraction)} of ${totals.cpu.cores} cores`,
        ]
        if (devices.length > 0)
          parts.push(
            '',
            table(
              ['DEVICE', 'STATE', 'PROCESSOR', 'MEMORY'],
              devices.map(device => [
                device.name,
                stateOf(device.state, device.problem && problemOf(device.problem)),
                percent(device.sample?.cpuFraction),
                device.sample &&
                  `${bytesInWords(device.sample.memoryTotalBytes - device.sample.memoryAvailableBytes)} of ${bytesInWords(device.sample.memoryTotalBytes)}`,
              ]),
            ),
          )
        if (apps.length > 0)
          parts.push(
            '',
            table(
              ['APP', 'STATE', 'DEVICE', 'ADDRESS'],
              apps.map(app => [app.name, app.state, app.device, app.url]),
            ),
          )
        if (jobs.length > 0)
          parts.push(
            '',
            table(
              ['JOB', 'WHAT', 'DONE'],
              jobs.map(job => [job.id, job.title, percent(job.fraction)]),
            ),
          )
        return parts.join('\n')
      })
      return 0
    },
  },
]

function stateOf(state: string, problem: Problem | undefined): string {
  return problem === undefined ? state : `${state}: ${problem.title}`
}
