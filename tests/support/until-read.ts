import type { ReadingEvent, SecondReading } from '../../shared/model/language-model.ts'

/** Follows a language model to its end: what it wrote, and the second reading. */
export async function untilRead(events: AsyncIterable<ReadingEvent>): Promise<{ words: string; read: SecondReading }> {
  let words = ''
  for await (const event of events) {
    if (event.kind === 'read') return { words, read: event.read }
    words += event.words
  }
  throw new Error('the reading has no end')
}
