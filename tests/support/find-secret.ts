import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** The two files that hold secrets on purpose: sealed, and the key to it. */
const secretStore = ['secrets.json', 'secrets.key']

/** Every way in which a secret may stand in a file, by name. */
function formsOf(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret)
  const inside = (before: number) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  }
  const base64 = [0, 1, 2].map(inside)
  return {
    plain: secret,
    json: JSON.stringify(secret).slice(1, -1),
    url: encodeURIComponent(secret),
    form: new URLSearchParams({ s: secret }).toString().slice(2),
    shell: secret.replaceAll("'", "'\\''"),
    hex: bytes.toString('hex'),
    'UTF-16': Buffer.from(secret, 'utf16le').toString('latin1'),
    ...Object.fromEntries(base64.map((form, index) => [`base64 at ${index}`, form])),
    ...Object.fromEntries(base64.map((form, index) => [`base64url at ${index}`, form.replaceAll('+', '-').replaceAll('/', '_')])),
  }
}

/** Where in a folder, the store of secrets left out, any byte of a secret stands in any form: `file (form)`; empty when nowhere. */
export function findSecret(folder: string, secret: string): readonly string[] {
  const forms = Object.entries(formsOf(secret))
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => !secretStore.includes(basename(name)) && statSync(join(folder, name)).isFile())
    .flatMap(name => {
      const text = readFileSync(join(folder, name)).toString('latin1')
      const found = forms.filter(([form, needle]) => text.includes(form === 'UTF-16' ? needle : Buffer.from(needle).toString('latin1')))
      return found.map(([form]) => `${name} (${form})`)
    })
}
