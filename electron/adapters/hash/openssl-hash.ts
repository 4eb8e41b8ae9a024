import { createHash } from 'node:crypto'
import type { Hash } from '../../ports/hash.ts'

/** Hashes by OpenSSL. */
export const opensslHash: Hash = { sha256: text => createHash('sha256').update(text, 'utf8').digest('hex') }
