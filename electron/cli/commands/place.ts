import { placementProfileSchema } from '../../../shared/model/placement.ts'
import { type Command, positional, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { table } from '../table.ts'

/** Where an app would go. */
export const commands: readonly Command[] = [
  {
    name: 'place',
    takes: ['SLUG'],
    options: { profile: { type: 'string' } },
    optionHelp: `[--profile ${placementProfileSchema.options.join('|')}]`,
    summary: 'Which box, and why: the decision record',
    async run(invocation) {
      const profile = placementProfileSchema.safeParse(text(invocation, 'profile') ?? 'balanced')
      if (!profile.success) throw new UsageError(`--profile takes one of ${placementProfileSchema.options.join(', ')}`)
      const record = await (await invocation.client()).placement.place({ recipe: positional(invocation, 0), profile: profile.data })
      invocation.answer(record, () => {
        const { explanation, ranked, rejected, chosen } = record
        const lines = [chosen === null ? explanation.sentence : `${chosen}. ${explanation.sentence}`]
        if (ranked.length > 0)
          lines.push(
            '',
            table(
              ['DEVICE', 'MEMORY', 'STORAGE', 'CPU', 'LOAD', 'RELIABILITY', 'EXTRA', 'SCORE'],
              ranked.map(({ device, points, bonuses, total }) => [
                device,
                ...[
                  points.memory,
                  points.storage,
                  points.cpu,
                  points.load,
                  points.reliability,
                  bonuses.reduce((sum, bonus) => sum + bonus.points, 0),
                  total,
                ].map(value => value.toFixed(1)),
              ]),
            ),
          )
        for (const { device, reasons } of rejected) lines.push(`${device} ${reasons.map(reason => reason.reason).join('; ')}`)
        if (explanation.runnerUp !== null && explanation.lead !== null)
          lines.push(
            '',
            `${explanation.lead.toFixed(1)} ahead of ${explanation.runnerUp}: ${explanation.differences.map(({ label, points }) => `${label} ${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`).join(', ') || 'equal in all, first by name'}`,
          )
        if (explanation.flip !== null) lines.push(explanation.flip)
        return lines.join('\n')
      })
      return record.chosen === null ? 1 : 0
    },
  },
]
