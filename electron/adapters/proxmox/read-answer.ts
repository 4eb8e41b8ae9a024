import { z } from 'zod'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { About } from './about.ts'
import { refusal } from './refusal.ts'

/** An answer as it came: the reason is that of the status line. */
export interface Answer {
  readonly status: number
  readonly reason: string
  readonly body: string
}

/** The data of an answer as the schema reads it. Errors: whatever a refusal means, ClusterGarbled where it cannot be read. */
export function readAnswer<T extends z.ZodType>(answer: Answer, schema: T, about: About): z.output<T> {
  if (answer.status !== 200) throw refusal(answer, about)
  const read = z.object({ data: z.unknown() }).safeParse(parseJson(answer.body))
  const data = read.success ? schema.safeParse(read.data.data) : read
  if (data.success) return data.data as z.output<T>
  throw new AppError('ClusterGarbled', { cluster: about.cluster, what: about.doing }, { cause: data.error })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
