import type { ByteQueue } from '../byte-queue.ts'
import type { SimulatedUser } from '../device-body.ts'
import type { SimulatedDevice } from '../simulated-device.ts'

/** Where a program's words go. */
export interface Output {
  write(data: string | Uint8Array): void
  /** Called when nothing more will be written. */
  end?(): void
}

/** What is installed on a device, as shells find it. */
export interface Programs {
  knows(name: string, process: Process): boolean
  /** Runs a program to its end; one that is not there is 127 with the words of the shell it was typed in. */
  run(argv: readonly string[], process: Process, shell?: string): Promise<number>
}

/** A running program on a simulated device: who runs it, where, with what at its three ends. */
export interface Process {
  readonly device: SimulatedDevice
  readonly programs: Programs
  readonly user: SimulatedUser
  readonly pid: number
  readonly environment: ReadonlyMap<string, string>
  readonly directory: string
  readonly fileMask: number
  readonly stdin: ByteQueue
  readonly out: Output
  readonly err: Output
  readonly signal: AbortSignal
}

/** A program: gets its arguments with its own name first and answers with its exit code. */
export type Program = (argv: readonly string[], process: Process) => Promise<number> | number

/** Output that goes nowhere. */
export const nowhere: Output = { write: () => undefined }

/** Output kept as text. */
export function keepText(): Output & { readonly text: () => string } {
  const chunks: Buffer[] = []
  return {
    write: data => {
      chunks.push(Buffer.from(data))
    },
    text: () => Buffer.concat(chunks).toString(),
  }
}
