import fc from 'fast-check'
import type { AppEntry, BackupEntry, DnsEntry, Entry, GuestEntry, RuleEntry } from '../../../shared/model/declaration.ts'
import { testLab } from '../../support/declaration-corpus.ts'

const names = <T extends { readonly name: string }>(things: readonly T[]) => fc.constantFrom(...things.map(({ name }) => name))
/** Names of new things as people give them. */
export const newNames = [
  'ci',
  'kube-3',
  'notes',
  'Media-Box',
  'test',
  'games',
  'minecraft',
  'db2',
  'paperwork-01',
  'k8s-master-2',
  'new-thing',
  'server-1',
  'running',
]
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const byte = fc.integer({ min: 1, max: 254 })
const address = fc.tuple(byte, byte).map(([c, d]) => `10.0.${c}.${d}`)
const host = fc.constantFrom('tv.home.arpa', 'files.lan', 'a.b.example.org', 'printer-2.lan', 'vw.home.arpa')

const changeable = {
  node: some(names(testLab.nodes)),
  cores: some(fc.integer({ min: 1, max: 64 })),
  memoryMiB: some(
    fc.oneof(
      fc.integer({ min: 1, max: 256 }).map(gib => gib * 1024),
      fc.integer({ min: 16, max: 9000 }),
    ),
  ),
  storage: some(fc.constantFrom(...testLab.storages)),
  bridge: some(fc.constantFrom(...testLab.bridges)),
  vlan: some(fc.integer({ min: 1, max: 4094 })),
  address: some(
    fc.oneof(
      fc.constant('dhcp'),
      address.map(ip => `${ip}/24`),
      fc.constant('fd00::12/64'),
    ),
  ),
  gateway: some(address),
  startOnBoot: some(fc.boolean()),
  tags: some(
    fc.uniqueArray(fc.constantFrom('prod', 'vpn', 'finance', 'a', 'shop', 'web', 'team-2', 'backup'), {
      minLength: 1,
      maxLength: 3,
    }),
  ),
}

const newGuest: fc.Arbitrary<GuestEntry> = fc
  .record({
    kind: fc.constant('guest' as const),
    name: fc.constantFrom(...newNames),
    type: fc.constantFrom('vm' as const, 'lxc' as const),
    state: some(fc.constantFrom('running' as const, 'stopped' as const)),
    os: some(
      fc.constantFrom('debian-13', 'debian', 'ubuntu-24.04', 'alpine-3.20', 'windows-11', 'rocky-9', 'raspberry-pi-os', 'fedora-40'),
    ),
    clone: some(fc.constantFrom(...testLab.templates)),
    diskGiB: some(fc.integer({ min: 1, max: 4000 })),
    ...changeable,
  })
  .map(entry => (entry.clone === undefined ? entry : { ...entry, os: undefined }))

const changedGuest: fc.Arbitrary<GuestEntry> = fc
  .record({
    kind: fc.constant('guest' as const),
    name: names(testLab.guests),
    state: some(fc.constantFrom('running' as const, 'stopped' as const)),
    diskGiB: some(fc.integer({ min: 200, max: 4000 })),
    ...changeable,
  })
  .filter(entry => Object.values(entry).filter(value => value !== undefined).length > 2)
const removedGuest: fc.Arbitrary<GuestEntry> = names(testLab.guests).map(name => ({ kind: 'guest', name, state: 'absent' }))

const app: fc.Arbitrary<AppEntry> = fc.record({
  kind: fc.constant('app' as const),
  app: fc.constantFrom(...testLab.catalog),
  state: some(fc.constantFrom('running' as const, 'stopped' as const)),
  device: some(names(testLab.devices)),
  domain: some(host),
  port: some(fc.integer({ min: 1, max: 65_535 })),
  settings: some(
    fc.dictionary(fc.constantFrom('USER_UID', 'TZ', 'A', 'SMTP_HOST'), fc.constantFrom('1000', 'Europe/Berlin', 'two words', 'x.y', ''), {
      minKeys: 1,
    }),
  ),
})
const instance: fc.Arbitrary<AppEntry> = fc
  .tuple(app, fc.constantFrom('gitea-home', 'cloud-2'))
  .map(([{ kind, app: slug, ...rest }, name]) => ({ kind, app: slug, name, ...rest }))
const removedApp: fc.Arbitrary<AppEntry> = fc
  .constantFrom(...testLab.apps.map(({ app: slug }) => slug))
  .map(slug => ({ kind: 'app', app: slug, state: 'absent' }))

const backedUp = fc.oneof(
  names(testLab.guests).map(name => `guest:${name}`),
  fc.constantFrom(...testLab.catalog).map(slug => `app:${slug}`),
  fc.constantFrom('apps', 'guests', 'everything'),
)
const weekday = fc.constantFrom('monday' as const, 'wednesday' as const, 'sunday' as const)
const count = some(fc.integer({ min: 1, max: 40 }))
const backup: fc.Arbitrary<BackupEntry> = fc
  .record({
    kind: fc.constant('backup' as const),
    of: backedUp,
    every: fc.constantFrom('hour' as const, 'day' as const, 'week' as const, 'month' as const),
    at: some(
      fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
        .map(time => time.map(part => String(part).padStart(2, '0')).join(':')),
    ),
    weekday: some(weekday),
    keep: some(fc.record({ hourly: count, daily: count, weekly: count, monthly: count }).filter(keep => Object.values(keep).some(Boolean))),
    to: some(fc.constantFrom(...testLab.destinations)),
  })
  .map(entry => (entry.every === 'week' ? entry : { ...entry, weekday: undefined }))
const noBackup: fc.Arbitrary<BackupEntry> = backedUp.map(of => ({ kind: 'backup', of, state: 'absent' }))

const dns: fc.Arbitrary<DnsEntry> = fc.oneof(
  fc.record({ kind: fc.constant('dns' as const), name: host, address }),
  fc.record({ kind: fc.constant('dns' as const), name: host, target: fc.constantFrom('nas.lan', 'mini-1', 'mail', 'x.y.org') }),
  fc.record({ kind: fc.constant('dns' as const), name: host, state: fc.constant('absent' as const) }),
)
const rule: fc.Arbitrary<RuleEntry> = fc.oneof(
  fc.record({
    kind: fc.constant('rule' as const),
    rule: fc.constantFrom('apart' as const, 'together' as const),
    members: fc.shuffledSubarray(
      testLab.guests.map(({ name }) => name),
      { minLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constant('rule' as const),
    rule: fc.constant('leave-alone' as const),
    members: fc.shuffledSubarray(
      [...testLab.guests, ...testLab.devices].map(({ name }) => name),
      { minLength: 1 },
    ),
  }),
)

/** Entries of every kind that a text about the test lab can mean. */
export const entries: fc.Arbitrary<Entry> = fc
  .oneof(newGuest, changedGuest, removedGuest, app, instance, removedApp, backup, noBackup, dns, rule)
  .map(entry => JSON.parse(JSON.stringify(entry)))
