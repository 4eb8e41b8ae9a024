import { z } from 'zod'
import { entry } from './entry.ts'
import type { Fix } from './problem.ts'

const retry: Fix = { kind: 'retry' }
const openDeclare: Fix = { kind: 'open', to: '/declare', label: 'Open Declare' }
const ofRemote = z.object({ remote: z.string() })

/** Errors of declarations, their plans and where they are kept. */
export const declarationErrors = {
  DeclarationsBroken: entry({
    data: z.object({ folder: z.string(), because: z.string() }),
    blame: 'world',
    status: 500,
    problem: d => ({
      title: 'The folder with the declarations cannot be read',
      because: d.because,
      fixes: [
        {
          kind: 'advice',
          text: `Put ${d.folder} back from a backup, or move it away: MycoPod begins a new one and nothing in the lab changes.`,
        },
      ],
    }),
  }),
  DeclarationChangedMeanwhile: entry({
    data: z.object({ declaration: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.declaration} was changed by somebody else`,
      because: 'Your change is based on an older text, and would take theirs back.',
      fixes: [{ kind: 'retry', label: 'See both' }],
    }),
  }),
  DeclarationUnreadable: entry({
    data: z.object({ declaration: z.string(), because: z.string(), instead: z.string() }),
    blame: 'user',
    status: 400,
    problem: d => ({ title: `${d.declaration} cannot be read`, because: d.because, fixes: [{ kind: 'advice', text: d.instead }] }),
  }),
  PlanStale: entry({
    data: z.object({ things: z.array(z.string()) }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.things.join(', ')} changed since the plan was made`,
      because: 'A plan is carried out only on what was seen when it was made.',
      fixes: [{ kind: 'retry', label: 'Plan again' }, openDeclare],
    }),
  }),
  PlanImpossible: entry({
    data: z.object({ problems: z.array(z.string()) }),
    blame: 'user',
    status: 400,
    problem: d => ({ title: 'The plan cannot be carried out', because: d.problems.join(' '), fixes: [openDeclare] }),
  }),
  RemoteUnreachable: entry({
    data: ofRemote.extend({ because: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({ title: `${d.remote} cannot be reached`, because: d.because, fixes: [retry] }),
  }),
  RemoteRefused: entry({
    data: ofRemote.extend({ because: z.string() }),
    blame: 'user',
    status: 502,
    problem: d => ({
      title: `${d.remote} did not let MycoPod in`,
      because: d.because,
      fixes: [{ kind: 'advice', text: 'Check the address and give a token that may read and write the repository.' }],
    }),
  }),
  RemoteAhead: entry({
    data: ofRemote,
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.remote} has changes that are not here`,
      because: 'What is here is sent after theirs are fetched.',
      fixes: [{ kind: 'retry', label: 'Fetch and try again' }],
    }),
  }),
} as const
