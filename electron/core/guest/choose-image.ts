import type { GuestType, Image } from '../../../shared/model/guest.ts'

/** Names of releases that images bear instead of a number. */
const codenames: Readonly<Record<string, readonly [system: string, version: string]>> = {
  bullseye: ['debian', '11'],
  bookworm: ['debian', '12'],
  trixie: ['debian', '13'],
  forky: ['debian', '14'],
  focal: ['ubuntu', '20.04'],
  jammy: ['ubuntu', '22.04'],
  noble: ['ubuntu', '24.04'],
  plucky: ['ubuntu', '25.04'],
  questing: ['ubuntu', '25.10'],
}

/** Words in images that stand for a system of another name. */
const alsoCalled: Readonly<Record<string, string>> = { rockylinux: 'rocky', almalinux: 'alma', archlinux: 'arch' }

/** The newest image of an operating system ("debian 12", "ubuntu-24.04", "alpine") that a guest of this type can be made from. */
export function chooseImage(os: string, type: GuestType, images: readonly Image[]): Image | undefined {
  const kind = type === 'lxc' ? 'container-template' : 'disk-image'
  return images
    .filter(image => image.kind === kind && isOf(os, image.name))
    .sort((one, other) => -byAge(one.name, other.name) || (one.volume < other.volume ? -1 : 1))[0]
}

/** Whether a file or template so called is of this operating system, and of its version where one is said. */
export function isOf(os: string, name: string): boolean {
  const [wanted, found] = [systemIn(os), systemIn(name)]
  if (!wanted || wanted.system !== found?.system) return false
  if (wanted.version === '') return true
  return found.version === wanted.version || found.version.startsWith(`${wanted.version}.`)
}

/** The system and version in "Debian 12", `debian-12-standard_12.7-1_amd64.tar.zst` or `noble-server-cloudimg-amd64.img`. */
function systemIn(text: string): { readonly system: string; readonly version: string } | undefined {
  const words = text.toLowerCase().trim()
  const codename = Object.keys(codenames).find(name => new RegExp(`(?:^|[^a-z])${name}(?:[^a-z]|$)`).test(words))
  const [, word = '', number = ''] = /^([a-z]+)(?:[-_ ]?(?:linux[-_ ])?v?(\d+(?:\.\d+)*))?/.exec(words) ?? []
  const known = codename === undefined ? undefined : codenames[codename]
  if (known && (number === '' || word === codename)) return { system: known[0], version: known[1] }
  return word === '' ? undefined : { system: alsoCalled[word] ?? word, version: number }
}

/** Older names come first: numbers in them are compared as numbers. */
function byAge(one: string, other: string): number {
  const [some, others] = [systemIn(one)?.version ?? '', systemIn(other)?.version ?? '']
  return some.localeCompare(others, 'en', { numeric: true }) || one.localeCompare(other, 'en', { numeric: true })
}
