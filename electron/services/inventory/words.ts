import type { Device } from '../../../shared/model/device.ts'

/** How a device is reached, for the audit. */
export function whereabouts({ user, address, port, kind, loginMethod }: Device): string {
  return kind === 'local' ? 'this computer' : `${user}@${address}:${port}, login by ${loginMethod}`
}

/** What MycoPod forgets with a device. */
export function forgottenWords(device: Device, apps: readonly string[]): string[] {
  return [
    `The name ${device.name} and how to reach it`,
    ...(device.loginMethod === 'none' ? [] : ['Its login']),
    'Its history',
    ...apps.map(app => `What MycoPod knows about ${app}, with its generated passwords`),
  ]
}

/** What stays on a device that is forgotten. */
export function staysWords(device: Device, apps: readonly string[]): string[] {
  return [
    ...apps.map(app => `${app} keeps running, with its data`),
    'Docker and everything else on it',
    ...(device.loginMethod === 'key' ? ['The security key in the list of keys that may log in there'] : []),
  ]
}
