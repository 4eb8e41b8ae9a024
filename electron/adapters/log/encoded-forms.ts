const minimumFragment = 8
const minimumLine = 8

/** Every text under which a secret may turn up: as it is, line by line, in a URL, in base64, in a shell word, and each of those in JSON. */
export function encodedForms(secret: string): ReadonlySet<string> {
  const forms = new Set<string>()
  for (const text of [secret, ...linesOf(secret)]) {
    for (const form of [text, shellQuoted(text), ...urlForms(text), ...base64Forms(text)]) {
      const inJson = JSON.stringify(form).slice(1, -1)
      forms.add(form).add(inJson).add(JSON.stringify(inJson).slice(1, -1))
    }
  }
  return forms
}

/** Output comes line by line, so a key of many lines is known by each of them too; its frame is no secret. */
function linesOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/)
  return lines.length === 1 ? [] : lines.filter(line => line.length >= minimumLine && !line.startsWith('-----'))
}

/** The inside of a word in single quotes. */
function shellQuoted(text: string): string {
  return text.replaceAll("'", "'\\''")
}

function urlForms(text: string): readonly string[] {
  const whole = encodeURIComponent(text.toWellFormed())
  const strict = whole.replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  const form = strict.replaceAll('%20', '+')
  const lower = (encoded: string) => encoded.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())
  return [whole, strict, form, lower(whole), lower(strict), lower(form)]
}

/** On its own, and as a part of something longer, where it begins at any of three places in a group of bytes. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8')
  const whole = bytes.toString('base64')
  const fragments = [0, 1, 2].map(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  })
  const forms = [whole, ...fragments.filter(fragment => fragment.length >= minimumFragment)]
  return [...forms, ...forms.map(form => form.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))]
}
