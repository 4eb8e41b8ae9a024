import type { GuestType, GuestView, Image } from '../../../shared/model/guest.ts'
import type { GuestSource } from '../../../shared/model/guest-wish.ts'

/** Something a new guest can be made from, in words, best first. */
export interface SourceChoice {
  readonly id: string
  readonly source: GuestSource
  /** “Debian 13”. */
  readonly title: string
  /** What kind of source it is, and its file. */
  readonly note: string
  /** Where it lies; absent where every node sees it. */
  readonly nodes: readonly string[] | undefined
  /** Whether it sets itself up at its first start: name, login and address can be given. */
  readonly setsItselfUp: boolean
}

const notes = { 'container-template': 'Image', 'disk-image': 'Image', iso: 'Disc to install from by hand' } as const

/** All that a guest of a type can be made from: images that set themselves up before copies, copies before discs, newer before older. */
export function sourcesFor(type: GuestType, images: readonly Image[], guests: readonly GuestView[]): readonly SourceChoice[] {
  const fitting = images.filter(image => (image.kind === 'container-template') === (type === 'lxc'))
  const byVolume = Map.groupBy(fitting, image => image.volume)
  const ofImages = [...byVolume.values()].flatMap(same => {
    const [image] = same
    if (image === undefined) return []
    const everywhere = same.some(each => each.node === undefined)
    return [
      {
        id: image.volume,
        source: { kind: image.kind, volume: image.volume },
        title: systemWords(image.name),
        note: `${notes[image.kind]}, ${image.name}`,
        nodes: everywhere ? undefined : same.flatMap(each => each.node ?? []),
        setsItselfUp: image.kind !== 'iso',
      },
    ]
  })
  const copies = guests
    .filter(guest => guest.template && guest.type === type)
    .map(
      (guest): SourceChoice => ({
        id: `clone ${guest.vmid}`,
        source: { kind: 'clone', vmid: guest.vmid, full: true },
        title: systemWords(guest.name),
        note: `Copy of ${guest.name}`,
        nodes: undefined,
        setsItselfUp: true,
      }),
    )
  return [...ofImages, ...copies].sort(
    (one, other) => rank(one) - rank(other) || family(one) - family(other) || collator.compare(other.title, one.title),
  )
}

/** What an image or a template is called by people: “Debian 13” of `debian-13-genericcloud-amd64.qcow2`, “Ubuntu 24.04” of `noble-server-cloudimg-amd64.img`. */
export function systemWords(file: string): string {
  const text = file.toLowerCase()
  const [, word = '', version] = /^([a-z]+)(?:[-_](?:[a-z]+[-_])?v?(\d+(?:\.\d+)?))?/.exec(text) ?? []
  const release = text.split(/[^a-z]+/).find(part => releases[part] !== undefined)
  if (release !== undefined && (version === undefined || word === release)) return releases[release] ?? file
  const system = names[word]
  if (system === undefined) return file
  return version === undefined ? system : `${system} ${version}`
}

/** Names of releases that images bear instead of a number. */
const releases: Readonly<Record<string, string>> = {
  bullseye: 'Debian 11',
  bookworm: 'Debian 12',
  trixie: 'Debian 13',
  focal: 'Ubuntu 20.04',
  jammy: 'Ubuntu 22.04',
  noble: 'Ubuntu 24.04',
  plucky: 'Ubuntu 25.04',
  questing: 'Ubuntu 25.10',
}

const names: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  alpine: 'Alpine',
  fedora: 'Fedora',
  rockylinux: 'Rocky Linux',
  rocky: 'Rocky Linux',
  almalinux: 'AlmaLinux',
  centos: 'CentOS',
  archlinux: 'Arch Linux',
  arch: 'Arch Linux',
  opensuse: 'openSUSE',
  devuan: 'Devuan',
  gentoo: 'Gentoo',
  openeuler: 'openEuler',
}

const collator = new Intl.Collator('en', { numeric: true })
const rank = ({ source }: SourceChoice) => (source.kind === 'iso' ? 2 : source.kind === 'clone' ? 1 : 0)
/** Debian runs longest untouched, so it is chosen before others. */
const family = ({ title }: SourceChoice) => (title.startsWith('Debian') ? 0 : title.startsWith('Ubuntu') ? 1 : 2)
