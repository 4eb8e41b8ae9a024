const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t', $: '$$' }
const meanings: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(escapes).map(([plain, written]) => [written, plain]))

/** An environment file from which Docker Compose reads exactly these values, whatever is in them; one line each. */
export function renderEnvironmentFile(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}="${value.replace(/[\\"\n\r\t$]/g, character => escapes[character] ?? character)}"\n`)
    .join('')
}

/** Reads back what `renderEnvironmentFile` wrote; other lines are left out. */
export function readEnvironmentFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const [, key, written] = /^([A-Za-z_][A-Za-z0-9_]*)="(.*)"$/.exec(line) ?? []
    if (key !== undefined && written !== undefined)
      values[key] = written.replace(/\\[\\"nrt]|\$\$/g, sequence => meanings[sequence] ?? sequence)
  }
  return values
}

/** The file with the values of these keys hidden. */
export function maskEnvironmentFile(text: string, keys: readonly string[]): string {
  return text
    .split('\n')
    .map(line => (keys.some(key => line.startsWith(`${key}=`)) ? `${line.slice(0, line.indexOf('='))}="••••••"` : line))
    .join('\n')
}

/** Why a value cannot be handed to a container, if so. */
export function unfitValue(value: string): string | undefined {
  if (value.includes('\0')) return 'It holds a NUL character, which no program can receive.'
  if (!value.isWellFormed()) return 'It holds half a character.'
  return undefined
}
