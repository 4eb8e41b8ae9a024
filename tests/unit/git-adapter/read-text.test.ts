import { describe, expect, test } from 'vitest'
import { isDeclarationFile, readText } from '../../../electron/adapters/git/read-text.ts'

const because = (bytes: Uint8Array) => {
  const file = readText(bytes)
  return 'binary' in file ? file.because : `text: ${file.text}`
}

describe('the text of a file', () => {
  test('has one kind of line end and no mark in front', () => {
    expect(readText(Buffer.from('\uFEFFone\r\ntwo\rthree\n'))).toEqual({ text: 'one\ntwo\nthree\n' })
  })

  test('keeps conflict markers, right-to-left marks and empty files as they are', () => {
    for (const text of ['<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n', 'a\u200Fb', ''])
      expect(readText(Buffer.from(text))).toEqual({ text })
  })

  test('says what is wrong with other encodings and with what is no text', () => {
    expect(because(Buffer.from('\uFEFFGrüße', 'utf16le'))).toContain('UTF-16')
    expect(because(Buffer.from('A machine with two cores', 'utf16le'))).toContain('UTF-16')
    expect(because(Buffer.from('A machine with two cores', 'utf16le').swap16())).toContain('UTF-16')
    expect(because(Buffer.from('Grüße aus München', 'latin1'))).toContain('Latin-1')
    expect(because(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3]))).toBe('It is no text.')
    expect(because(Buffer.from([0x01, 0xff, 0xfe, 0x02]))).toBe('It is no text.')
    expect(because(Buffer.alloc(5_000_000, 'a'))).toContain('4 MB')
  })

  test('only files directly in the folder are read', () => {
    expect(['home.md', 'home.lock.yaml', 'Über uns.md'].map(isDeclarationFile)).toEqual([true, true, true])
    expect(['a/home.md', '.home.md', '../home.md', 'home.txt', 'home.md/x', '.md', 'a\\b.md'].map(isDeclarationFile)).toEqual(
      Array(7).fill(false),
    )
  })
})
