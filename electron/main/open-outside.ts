import { shell } from 'electron'

/** Opens a web address in the person's own browser; anything but plain http and https is not opened. */
export async function openOutside(address: string): Promise<void> {
  if (isWebAddress(address)) await shell.openExternal(address)
}

function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}
