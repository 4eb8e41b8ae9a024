import { closeSync, existsSync, fchmodSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

/** A file that begins anew when it is full, keeping some earlier ones as `<path>.1` (newest) and up. */
export interface RotatingFile {
  /** Appends; a disk that is full or gone loses the text rather than stopping the program. */
  write(text: string): void
  close(): void
}

/** Opens the file for appending (mode 600). Errors: those of the file system. */
export function openRotatingFile(path: string, { maxBytes, kept }: { readonly maxBytes: number; readonly kept: number }): RotatingFile {
  let file = open(path)
  let bytes = fstatSync(file).size

  function rotate(): void {
    closeSync(file)
    for (let number = kept - 1; number >= 1; number -= 1) {
      const from = number === 1 ? path : `${path}.${number - 1}`
      if (existsSync(from)) renameSync(from, `${path}.${number}`)
    }
    file = open(path)
    bytes = 0
  }

  return {
    write: text => {
      try {
        const length = Buffer.byteLength(text)
        if (bytes > 0 && bytes + length > maxBytes) rotate()
        writeSync(file, text)
        bytes += length
      } catch {
        // There is nowhere left to say so.
      }
    },
    close: () => closeSync(file),
  }
}

function open(path: string): number {
  const file = openSync(path, 'a', 0o600)
  fchmodSync(file, 0o600)
  return file
}
