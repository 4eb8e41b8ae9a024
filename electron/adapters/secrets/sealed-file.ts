import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'

const scryptAsync = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

const cost = { N: 2 ** 15, r: 8, p: 1 }
const cipher = 'aes-256-gcm'

const headerSchema = z.object({
  version: z.literal(1),
  opensWith: z.enum(['passphrase', 'key-file']),
  kdf: z.object({ name: z.literal('scrypt'), N: z.number().max(2 ** 20), r: z.number().max(64), p: z.number().max(16), salt: z.base64() }),
})
const sealedSchema = headerSchema.extend({ nonce: z.base64(), tag: z.base64(), data: z.base64() })

export type Header = z.output<typeof headerSchema>

/** What opens sealed texts with this header; the header is sealed too. */
export interface Seal {
  readonly header: Header
  readonly key: Buffer
}

/** A new seal with its own salt. */
export async function newSeal(opensWith: Header['opensWith'], password: string): Promise<Seal> {
  const header: Header = { version: 1, opensWith, kdf: { name: 'scrypt', ...cost, salt: randomBytes(16).toString('base64') } }
  return { header, key: await deriveKey(header, password) }
}

/** What opens the text, told without opening it; undefined when it is no sealed text. */
export function headerOf(text: string): Header | undefined {
  try {
    return headerSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Encrypts with a nonce of its own. */
export function sealText({ header, key }: Seal, plain: string): string {
  const nonce = randomBytes(12)
  const encrypt = createCipheriv(cipher, key, nonce).setAAD(authenticated(header))
  const data = Buffer.concat([encrypt.update(plain, 'utf8'), encrypt.final()])
  const sealed = { ...header, nonce: nonce.toString('base64'), tag: encrypt.getAuthTag().toString('base64'), data: data.toString('base64') }
  return `${JSON.stringify(sealed, null, 2)}\n`
}

/** Decrypts; throws when the password is wrong or a single bit was changed. */
export async function openText(text: string, password: string): Promise<{ readonly seal: Seal; readonly plain: string }> {
  const { nonce, tag, data, ...header } = sealedSchema.parse(JSON.parse(text))
  const key = await deriveKey(header, password)
  const decrypt = createDecipheriv(cipher, key, Buffer.from(nonce, 'base64'), { authTagLength: 16 })
    .setAAD(authenticated(header))
    .setAuthTag(Buffer.from(tag, 'base64'))
  const plain = Buffer.concat([decrypt.update(Buffer.from(data, 'base64')), decrypt.final()]).toString('utf8')
  return { seal: { header, key }, plain }
}

function deriveKey({ kdf }: Header, password: string): Promise<Buffer> {
  return scryptAsync(password, Buffer.from(kdf.salt, 'base64'), 32, { N: kdf.N, r: kdf.r, p: kdf.p, maxmem: 256 * kdf.N * kdf.r })
}

function authenticated({ version, opensWith, kdf }: Header): Buffer {
  return Buffer.from(JSON.stringify([version, opensWith, kdf.name, kdf.N, kdf.r, kdf.p, kdf.salt]))
}
