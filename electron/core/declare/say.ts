import {
  type AppEntry,
  type BackupEntry,
  type DnsEntry,
  type Entry,
  type GuestEntry,
  labInventorySchema,
  type RuleEntry,
} from '../../../shared/model/declaration.ts'
import { interpret } from '../interpret/interpret.ts'
import { list, quoted } from './words.ts'

/** The smallest lab that a sentence about a tag can be read in. */
const oneGuest = labInventorySchema.parse({ nodes: [{ name: 'y-1', cores: 1, memoryMiB: 1024 }], guests: [{ name: 'x-1', type: 'vm' }] })

/** One sentence of plain English that means just this entry. */
export function sayEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'guest':
      return entry.type === undefined ? sayChange(entry) : sayNewGuest(entry, entry.type)
    case 'app':
      return sayApp(entry)
    case 'backup':
      return sayBackup(entry)
    case 'dns':
      return sayDns(entry)
    case 'rule':
      return sayRule(entry)
  }
}

function sayNewGuest(entry: GuestEntry, type: 'vm' | 'lxc'): string {
  const system = entry.os === undefined ? '' : `${systemName(entry.os)} `
  const noun = `${system}${type === 'vm' ? 'VM' : 'container'}`
  const after = [
    entry.state === 'running' && 'start it',
    entry.state === 'stopped' && 'stop it',
    entry.startOnBoot === false && 'it should not start on boot',
  ].filter(part => part !== false)
  const source = entry.clone === undefined ? '' : ` from the template ${entry.clone}`
  const about = [sizes(entry, 'with '), ...places(entry), ...network(entry, 'with '), entry.startOnBoot && 'start on boot', tags(entry)]
  const what = `Create ${article(noun)} ${noun} called ${quoted(entry.name)}${source}`
  return sentence([
    [what, ...about.filter(isSaid)].join(', ').replace(`${quoted(entry.name)}, with`, `${quoted(entry.name)} with`),
    ...after,
  ])
}

function sayChange(entry: GuestEntry): string {
  const { name, state } = entry
  if (state === 'absent') return `I no longer need ${name}.`
  const amounts = sizes(entry, '')
  const nets = network(entry, '')
  const rest = [...places(entry), tags(entry)].filter(isSaid)
  const clone = entry.clone === undefined ? [] : [`from the template ${entry.clone}`]
  const it = amounts || [...nets, ...rest, ...clone].some(isSaid) ? 'it' : name
  const after = [
    entry.startOnBoot !== undefined && `${it} should ${entry.startOnBoot ? '' : 'not '}start on boot`,
    state === 'running' && `start ${it}`,
    state === 'stopped' && `stop ${it}`,
  ].filter(part => part !== false)
  const has = [amounts, ...nets].filter(isSaid)
  const main =
    has.length > 0 ? `${name} should have ${[...has, ...rest, ...clone].join(', ')}` : `${name} should be ${[...rest, ...clone].join(', ')}`
  return has.length + rest.length + clone.length > 0 ? sentence([main, ...after]) : sentence(after).replace(/^(?:start|stop)(?= )/, capital)
}

function sayApp(entry: AppEntry): string {
  const { app, name, state } = entry
  const called = name ?? app
  if (state === 'absent') return `I no longer need ${called}.`
  const about = [
    entry.device !== undefined && `on ${entry.device}`,
    entry.domain !== undefined && `at ${entry.domain}`,
    entry.port !== undefined && `port ${entry.port}`,
    entry.settings !== undefined && `with ${settings(entry.settings)}`,
  ].filter(isSaid)
  const what = name === undefined ? app : `a ${app} instance called ${name}`
  if (state !== undefined && about.length === 0 && name === undefined) return `${state === 'running' ? 'Start' : 'Stop'} ${app}.`
  if (state === undefined) return `I want ${[what, ...about].join(', ').replace(', on ', ' on ')}.`
  return sentence([`I want ${[what, ...about].join(', ').replace(', on ', ' on ')}`, `${state === 'running' ? 'start' : 'stop'} it`])
}

function sayBackup(entry: BackupEntry): string {
  const of = { apps: 'all apps', guests: 'all guests', everything: 'everything' }[entry.of] ?? entry.of.replace(/^(?:app|guest):/, '')
  if (entry.state === 'absent') return `Stop backing up ${of}.`
  const keep = Object.entries(entry.keep ?? {}).map(([every, count]) => `${count} ${every}`)
  const when = [
    entry.every !== undefined && ` every ${entry.every}`,
    entry.weekday !== undefined && ` on ${capital(entry.weekday)}`,
    entry.at !== undefined && ` at ${entry.at}`,
    entry.to !== undefined && ` to ${entry.to}`,
    keep.length > 0 && `, keep ${list(keep)}`,
  ].filter(isSaid)
  return `Back up ${of}${when.join('')}.`
}

function sayDns({ name, address, target, state }: DnsEntry): string {
  if (state === 'absent') return `Remove the DNS name ${name}.`
  return `${name} should point to ${address ?? target}.`
}

function sayRule({ rule, members }: RuleEntry): string {
  return rule === 'leave-alone' ? `Leave ${list(members)} alone.` : `Keep ${list(members)} ${rule}.`
}

function sizes({ cores, memoryMiB, diskGiB }: GuestEntry, before: string): string | false {
  const parts = [
    cores !== undefined && `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    memoryMiB !== undefined && `${memoryMiB % 1024 === 0 ? `${memoryMiB / 1024} GB` : `${memoryMiB} MB`} of memory`,
    diskGiB !== undefined && `${diskGiB} GB of disk`,
  ].filter(isSaid)
  return parts.length > 0 && `${before}${list(parts)}`
}

function places({ node, storage, bridge, vlan }: GuestEntry): readonly (string | false)[] {
  return [
    node !== undefined && `on node ${node}`,
    storage !== undefined && `on storage ${storage}`,
    bridge !== undefined && `on bridge ${bridge}`,
    vlan !== undefined && `VLAN ${vlan}`,
  ]
}

function network({ address, gateway }: GuestEntry, before: string): readonly (string | false)[] {
  return [
    address !== undefined && (address === 'dhcp' ? 'DHCP' : `${before}the address ${address}`),
    gateway !== undefined && `${before}the gateway ${gateway}`,
  ]
}

function tags({ tags }: GuestEntry): string | false {
  return tags !== undefined && tags.length > 0 && `tagged ${list(tags.map(asTag))}`
}

/** A tag that would be read as a word of the language stands in quotation marks; one that is also a name of the lab must not. */
function asTag(tag: string): string {
  const isRead = [`${tag}, y-2 and z-3`, `y-2, ${tag} and z-3`, `y-2 and ${tag}`].every(tags => {
    const [read] = interpret(`x-1 should be tagged ${tags}.`, oneGuest).entries
    return read?.kind === 'guest' && read.tags?.includes(tag)
  })
  return isRead ? tag : `'${tag}'`
}

function settings(values: Readonly<Record<string, string>>): string {
  return list(Object.entries(values).map(([key, value]) => `${key}="${value}"`))
}

function systemName(os: string): string {
  return os
    .split('-')
    .map(part => (/^\d/.test(part) ? part : capital(part)))
    .join(' ')
}

function sentence(clauses: readonly string[]): string {
  return `${list(clauses)}.`
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? 'an' : 'a'
}

function capital(word: string): string {
  return `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`
}

function isSaid(part: string | false | undefined): part is string {
  return part !== false && part !== undefined
}
