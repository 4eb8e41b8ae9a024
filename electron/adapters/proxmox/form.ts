/** Parameters of a call: booleans are written as 1 and 0, what is undefined is left out. */
export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>

/** Parameters as Proxmox reads them from a form or a query: whatever has a meaning there is percent-encoded, a space is `%20`. */
export function encodeForm(parameters: Parameters): string {
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encode(name)}=${encode(plain(value))}`)
    .join('&')
}

/** A path of the API from its parts, each encoded by itself: `['nodes', 'pve1', 'tasks', 'UPID:…']`. */
export function encodePath(parts: readonly (string | number)[]): string {
  return parts.map(part => `/${encode(String(part))}`).join('')
}

/** Public keys as Proxmox wants them in `sshkeys`: encoded once here and, like every parameter, once more in the form. */
export function encodeKeys(keys: readonly string[]): string {
  return encode(keys.map(key => key.trim()).join('\n'))
}

function plain(value: string | number | boolean | undefined): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value)
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
