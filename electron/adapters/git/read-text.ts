import type { StoredFile } from '../../ports/declaration-store.ts'

/** The largest file that is read as text. */
export const mostTextBytes = 4_000_000

/** What stands for a file that is too large to be read. */
export const tooLarge: StoredFile = { binary: true, because: 'It is larger than 4 MB.' }

/** The text of a file's bytes with `\n` line ends and no byte order mark; words where they are no UTF-8 text. */
export function readText(bytes: Uint8Array): StoredFile {
  if (bytes.length > mostTextBytes) return tooLarge
  if (isUtf16(bytes)) return { binary: true, because: 'It is written in UTF-16. Save it as UTF-8.' }
  if (bytes.includes(0)) return { binary: true, because: 'It is no text.' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n') }
  } catch {
    const looksWritten = bytes.every(byte => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))
    const because = looksWritten ? 'It is written in an older encoding such as Latin-1. Save it as UTF-8.' : 'It is no text.'
    return { binary: true, because }
  }
}

/** UTF-16 has its own mark in front, or every second byte of Western text is nought. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  if (bytes.length < 4 || bytes.length % 2 === 1) return false
  const sample = bytes.subarray(0, 2000)
  const noughts = [0, 1].map(offset => sample.filter((byte, at) => at % 2 === offset && byte === 0).length)
  const half = sample.length / 2
  return noughts.some((count, offset) => count > half * 0.7 && (noughts[1 - offset] ?? 0) < half * 0.1)
}

/** Whether a name in the folder is one of a declaration's files. */
export function isDeclarationFile(path: string): boolean {
  return /^[^./\\][^/\\]*\.(md|lock\.yaml)$/.test(path)
}
