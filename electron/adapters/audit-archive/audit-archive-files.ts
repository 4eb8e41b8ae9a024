import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditArchive } from '../../ports/audit-archive.ts'
import { dataFolderError } from '../../ports/data-folder.ts'

const folderName = 'audit-archive'
const extension = '.jsonl'
const fileName = /^\d{4}-\d{2}\.jsonl$/

/** The archive in a data folder, in files that only this account can read. */
export function createAuditArchiveFiles(dataFolder: string): AuditArchive {
  const folder = join(dataFolder, folderName)

  async function months(): Promise<readonly string[]> {
    const names = await readdir(folder).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw dataFolderError(folder, error)
    })
    return names.flatMap(name => (fileName.test(name) ? [name.slice(0, -extension.length)] : [])).sort()
  }

  return {
    months,
    async *lines(month) {
      let begun = ''
      for await (const chunk of createReadStream(join(folder, month + extension), 'utf8')) {
        const parts = (begun + chunk).split('\n')
        begun = parts.pop() ?? ''
        yield* parts
      }
      if (begun !== '') yield begun
    },
    async append(month, lines) {
      const newest = (await months()).at(-1)
      const path = join(folder, (newest !== undefined && newest > month ? newest : month) + extension)
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const file = await open(path, 'a+', 0o600)
        try {
          // A line that a crash cut off stays what it is, and does not swallow the next.
          const separator = (await endsInLine(file)) ? '\n' : ''
          await file.appendFile(separator + lines.map(line => `${line}\n`).join(''))
          await file.sync()
        } finally {
          await file.close()
        }
        await Promise.all([folder, dataFolder].map(syncFolder))
      } catch (error) {
        throw dataFolderError(folder, error)
      }
    },
  }
}

/** Whether the last line of a file has no end. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer.toString() !== '\n'
}

/** Makes sure that the names in a folder are on disk; Windows keeps them with the files. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
