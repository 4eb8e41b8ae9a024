import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { refuseTooLong } from '../../../shared/declarations/refuse-too-long.ts'
import { AppError } from '../../../shared/errors/app-error.ts'
import { type Interpretation, type LabInventory, labInventorySchema } from '../../../shared/model/declaration.ts'
import type { SecondReading } from '../../../shared/model/language-model.ts'
import { readAlone } from '../../host/read-alone.ts'
import { type Command, given, type Invocation, text } from '../command.ts'
import { UsageError } from '../failure.ts'
import { readingInWords } from './declare-words.ts'
import { differencesInWords } from './model-words.ts'

const caseSchema = z.object({ id: z.string().optional(), inventory: z.string().optional(), text: z.string() })

/** What plain words ask for, without doing it. */
export const commands: readonly Command[] = [
  {
    name: 'interpret',
    takes: [],
    options: { inventory: { type: 'string' }, batch: { type: 'string' }, model: { type: 'boolean' } },
    optionHelp: '[--inventory FILE] [--batch FILE] [--model] < TEXT',
    summary: 'What a text in plain words asks for; changes nothing',
    async run(invocation) {
      const read = async (words: string, inventory: LabInventory | undefined): Promise<Interpretation> => {
        refuseTooLong(words)
        // What is read against a given lab needs none of its own.
        const reading = inventory
          ? await readAlone(words, inventory)
          : await (await invocation.client()).declarations.interpret({ text: words })
        const { entries, questions, unread } = reading
        return { entries, questions, unread }
      }
      const batch = text(invocation, 'batch')
      const file = text(invocation, 'inventory')
      if (batch !== undefined) {
        const folder = dirname(resolve(batch))
        const known = new Map<string, Promise<LabInventory>>()
        const inventoryAt = (path: string) => {
          const found = known.get(path) ?? readInventory(path)
          known.set(path, found)
          return found
        }
        for (const [index, line] of (await readWhole(batch)).split('\n').entries()) {
          if (line.trim() === '') continue
          const one = caseSchema.safeParse(parseJson(line))
          if (!one.success) throw new UsageError(`Line ${index + 1} of ${batch} is no case: it needs a text.`)
          const from = one.data.inventory === undefined ? file : resolve(folder, one.data.inventory)
          const result = await read(one.data.text, from === undefined ? undefined : await inventoryAt(from))
          // A line a case, for programs, whether or not JSON was asked for.
          invocation.answer(result, JSON.stringify(result))
        }
        return 0
      }
      if (given(invocation, 'model')) {
        if (file !== undefined) throw new UsageError('With --model the text is read against your own lab, not a file.')
        const words = await invocation.readInput()
        refuseTooLong(words)
        const [builtIn, second] = await Promise.all([read(words, undefined), readByModel(invocation, words)])
        invocation.answer({ ...builtIn, model: second }, () => `${readingInWords(builtIn)}\n\n${differencesInWords(second)}`)
        return second.differences.length + builtIn.questions.length + builtIn.unread.length > 0 && !invocation.json ? 3 : 0
      }
      const result = await read(await invocation.readInput(), file === undefined ? undefined : await readInventory(file))
      invocation.answer(result, () => readingInWords(result))
      return result.questions.length + result.unread.length > 0 && !invocation.json ? 3 : 0
    },
  },
]

/** The reading of the language model; what it writes is shown meanwhile, on standard error. */
async function readByModel(invocation: Invocation, words: string): Promise<SecondReading> {
  const client = await invocation.client()
  for await (const event of await client.languageModel.read({ text: words }, { signal: invocation.signal })) {
    if (event.kind === 'words') process.stderr.write(event.words)
    else {
      process.stderr.write('\n')
      return event.read
    }
  }
  throw new AppError('Cancelled', {})
}

async function readInventory(path: string): Promise<LabInventory> {
  const parsed = labInventorySchema.safeParse(parseJson(await readWhole(path)))
  if (!parsed.success) throw new UsageError(`${path} is no inventory: ${z.prettifyError(parsed.error).split('\n')[0]}`)
  return parsed.data
}

async function readWhole(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new UsageError(`${path} cannot be read. Is it spelled right?`)
  }
}

function parseJson(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return undefined
  }
}
