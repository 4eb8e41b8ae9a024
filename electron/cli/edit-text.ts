import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Invocation } from './command.ts'
import { UsageError } from './failure.ts'

/** A new text: what comes on standard input, or on a terminal what the person's own editor leaves. Errors: UsageError where the editor fails. */
export async function editText(invocation: Invocation, before: string, fileName: string): Promise<string> {
  if (!process.stdin.isTTY) return `${await invocation.readInput()}\n`
  const editor = process.env.VISUAL || process.env.EDITOR || (process.platform === 'win32' ? 'notepad' : 'nano')
  const folder = await mkdtemp(join(tmpdir(), 'mycopod-'))
  const file = join(folder, fileName)
  try {
    await writeFile(file, before, { mode: 0o600 })
    const code = await new Promise<number | null>((resolve, reject) => {
      // An editor may be a command with options, as `code --wait`; the shell takes it apart, the file is its argument.
      const child =
        process.platform === 'win32'
          ? spawn(`${editor} "${file}"`, { stdio: 'inherit', shell: true })
          : spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' })
      child.once('error', reject)
      child.once('exit', resolve)
    })
    if (code !== 0) throw new UsageError(`The editor (${editor}) ended with ${code ?? 'a signal'}. Nothing was changed.`)
    return await readFile(file, 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
