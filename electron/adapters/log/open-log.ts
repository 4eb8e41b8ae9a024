import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { dataFolderError } from '../../ports/data-folder.ts'
import type { Log, Redaction } from '../../ports/log.ts'
import { humanLine } from './human-line.ts'
import { openRotatingFile } from './rotating-file.ts'

const rotation = { maxBytes: 5 * 1024 * 1024, kept: 5 }

/** A log that may be closed. */
export interface OpenLog extends Log {
  close(): void
}

/** Where the log goes and what it hides. */
export interface LogOptions {
  /** Made where it is missing. */
  readonly folder: string
  readonly redaction: Redaction
  /** Keep debug lines, and show each line on stderr as people read it. */
  readonly verbose: boolean
}

/** Opens `mycopod.log` in the folder: JSON lines, five files of 5 MB at most, every line masked. Errors: DataFolderUnusable. */
export async function openLog({ folder, redaction, verbose }: LogOptions): Promise<OpenLog> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = openRotatingFile(join(folder, 'mycopod.log'), rotation)
    const write = (text: string): void => {
      const line = redaction.mask(text)
      file.write(line)
      if (verbose) process.stderr.write(humanLine(line))
    }
    const options = {
      level: verbose ? 'debug' : 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.errWithCause },
    }
    return { ...portOf(pino(options, { write })), close: file.close }
  } catch (error) {
    throw dataFolderError(folder, error)
  }
}

function portOf(logger: pino.Logger): Log {
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    with: fields => portOf(logger.child(fields)),
  }
}
