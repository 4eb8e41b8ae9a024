/**
 * A setting that holds several, such as `virtio=BC:24:11:7B:CC:B8,bridge=vmbr0,tag=20`: its entries in order. An entry
 * without a name, such as the volume of a disk, has the name ''.
 */
export type PropertyString = readonly (readonly [name: string, value: string])[]

/** Reads a property string; values in double quotes may hold commas. */
export function parseProperties(text: string): PropertyString {
  return splitEntries(text).map(entry => {
    const equals = entry.indexOf('=')
    const name = entry.slice(0, equals).trim()
    return equals > 0 && /^[a-zA-Z0-9_-]+$/.test(name) ? [name, unquote(entry.slice(equals + 1))] : ['', unquote(entry)]
  })
}

/** Writes a property string; values that hold a comma or a quote are quoted. */
export function formatProperties(properties: PropertyString): string {
  return properties
    .map(([name, value]) => (name === '' ? quote(value, /[,"\\=]|^\s|\s$|^$/) : `${name}=${quote(value, /[,"\\]|^\s|\s$|^$/)}`))
    .join(',')
}

/** The value of an entry, or undefined. The entry without a name is ''. */
export function propertyOf(properties: PropertyString, name: string): string | undefined {
  return properties.find(([each]) => each === name)?.[1]
}

/** The same with other values: named entries keep their place, new ones come last, undefined takes one away, all others stay. */
export function withProperties(properties: PropertyString, changes: Readonly<Record<string, string | undefined>>): PropertyString {
  const kept = properties.flatMap(([name, value]): PropertyString => {
    if (!Object.hasOwn(changes, name)) return [[name, value]]
    const changed = changes[name]
    return changed === undefined ? [] : [[name, changed]]
  })
  const added = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined && !has(properties, entry[0]))
  return [...kept, ...added]
}

function has(properties: PropertyString, name: string): boolean {
  return properties.some(([each]) => each === name)
}

function splitEntries(text: string): readonly string[] {
  const entries: string[] = []
  let entry = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at)
    if (quoted && sign === '\\') {
      entry += sign + text.charAt(++at)
      continue
    }
    if (sign === '"' && (quoted || entry === '' || entry.endsWith('='))) quoted = !quoted
    if (sign === ',' && !quoted) {
      entries.push(entry)
      entry = ''
    } else entry += sign
  }
  return [...entries, entry].filter(each => each.trim() !== '')
}

function quote(value: string, needed: RegExp): string {
  return needed.test(value) ? `"${value.replace(/["\\]/g, sign => `\\${sign}`)}"` : value
}

function unquote(value: string): string {
  const inner = /^"(.*)"$/s.exec(value)?.[1]
  return inner === undefined ? value : inner.replace(/\\(.)/gs, '$1')
}
