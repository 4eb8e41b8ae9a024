import { isQuorate } from './quorum.ts'
import { guestResources, isOn, nodeResource, storageResource } from './resources.ts'
import { type Asked, Refusal, type Route, type Rules } from './route.ts'
import { atMost, bandwidths, configId, email, flag, listOf, oneOf, properties, splitList, text, vmid } from './rules.ts'
import { listedTask, samePerson } from './tasks.ts'
import { versionOf } from './version.ts'
import type { PveTask, PveWorld } from './world.ts'

const audit = [['/', 'Sys.Audit']] as const
const shownTasks = 25
const keyboards = 'de,de-ch,da,en-gb,en-us,es,fi,fr,fr-be,fr-ca,fr-ch,hu,is,it,ja,lt,mk,nl,no,pl,pt,pt-br,sv,sl,tr'
const languages = 'ar,ca,da,de,en,es,eu,fa,fr,hr,he,it,ja,ka,kr,nb,nl,nn,pl,pt_BR,ru,sl,sv,tr,ukr,zh_CN,zh_TW'
const notices = ['fencing', 'package-updates', 'replication', 'target-fencing', 'target-package-updates', 'target-replication']
const rebalance = ['-hold-duration', '-margin', '-method', '-threshold', ''].map(end => `ha-auto-rebalance${end}`)
const propertyOptions: Rules = {
  bwlimit: bandwidths,
  crs: properties(['ha', 'ha-rebalance-on-start', ...rebalance]),
  ha: properties(['shutdown_policy']),
  migration: properties(['network', 'type'], 'type'),
  'next-id': properties(['lower', 'upper']),
  notify: properties(notices),
  replication: { ...properties(['network', 'type'], 'type'), only: '9.2' },
  'tag-style': properties(['case-sensitive', 'color-map', 'ordering', 'shape']),
  u2f: properties(['appid', 'origin']),
  'user-tag-access': properties(['user-allow', 'user-allow-list']),
  webauthn: properties(['allow-subdomains', 'id', 'origin', 'rp']),
}

const optionRules: Rules = {
  ...propertyOptions,
  'consent-text': atMost(65_536),
  console: oneOf('applet', 'vv', 'html5', 'xtermjs'),
  delete: listOf(configId),
  description: atMost(65_536),
  email_from: email,
  fencing: oneOf('watchdog', 'hardware', 'both'),
  http_proxy: { ...text, pattern: /^http:\/\/.*/ },
  keyboard: oneOf(...keyboards.split(',')),
  language: oneOf(...languages.split(',')),
  mac_prefix: text,
  max_workers: { type: 'integer', optional: true, minimum: 1 },
  migration_unsecure: flag,
  'registered-tags': { ...text, pattern: /^(?:[a-z0-9_][a-z0-9_\-+.]*;)*[a-z0-9_][a-z0-9_\-+.]*$/i },
}

/** The cluster as a whole: its version, members, resources, tasks and options. */
export const clusterRoutes: readonly Route[] = [
  { method: 'GET', path: '/version', handle: ({ world }) => versionOf(world) },
  {
    method: 'GET',
    path: '/cluster/status',
    needs: audit,
    handle: ({ world, node: local }) => [
      ...(world.clusterName === undefined ? [] : [clusterRow(world, world.clusterName)]),
      ...[...world.nodes.values()].map(node => ({
        type: 'node',
        id: `node/${node.name}`,
        name: node.name,
        ip: node.address,
        level: '',
        online: node.online ? 1 : 0,
        local: node.name === local.name ? 1 : 0,
        nodeid: world.clusterName === undefined ? 0 : node.number,
      })),
    ],
  },
  {
    method: 'GET',
    path: '/cluster/resources',
    rules: { type: oneOf('vm', 'storage', 'node', 'sdn') },
    handle: asked => [
      ...(wants(asked) ? pools(asked) : []),
      ...(wants(asked, 'vm') ? guests(asked) : []),
      ...(wants(asked, 'node') ? nodes(asked) : []),
      ...(wants(asked, 'storage') ? storages(asked) : []),
      ...(wants(asked, 'sdn') ? networks(asked) : []),
    ],
  },
  {
    method: 'GET',
    path: '/cluster/tasks',
    handle: ({ world, caller }) => {
      const all = caller.may('/', 'Sys.Audit')
      return world.tasks
        .filter(task => world.nodes.get(task.node)?.online && (all || samePerson(task.user, caller.user)))
        .slice(0, shownTasks)
        .map(clusterTask)
    },
  },
  {
    method: 'GET',
    path: '/cluster/nextid',
    rules: { vmid },
    handle({ world, params }) {
      if (params.vmid === undefined) return freeNumber(world)
      if (!world.guests.has(Number(params.vmid))) return params.vmid
      throw new Refusal(400, 'Parameter verification failed.', { vmid: `VM ${params.vmid} already exists` })
    },
  },
  {
    method: 'GET',
    path: '/cluster/options',
    handle: ({ world, caller }) => {
      const own = { mac_prefix: 'BC:24:11', 'allowed-tags': [], description: '' }
      const set = Object.fromEntries([...world.options].map(([name, value]) => [name, toldOption(name, value)]))
      const { description: _, ...seen } = { ...own, ...set }
      return caller.may('/', 'Sys.Audit') ? { ...own, ...set } : seen
    },
  },
  {
    method: 'PUT',
    path: '/cluster/options',
    needs: [['/', 'Sys.Modify']],
    rules: optionRules,
    handle({ world, params }) {
      const { delete: gone = '', ...set } = params
      for (const name of splitList(gone)) world.options.delete(name)
      for (const [name, value] of Object.entries(set)) world.options.set(name, value)
      return null
    },
  },
]

function clusterRow(world: PveWorld, name: string): Readonly<Record<string, unknown>> {
  const { size } = world.nodes
  return { type: 'cluster', id: 'cluster', name, version: size, nodes: size, quorate: isQuorate(world) ? 1 : 0 }
}

function wants({ params }: Asked, kind?: string): boolean {
  return params.type === undefined || params.type === kind
}

function pools({ world, caller }: Asked): readonly unknown[] {
  const seen = [...world.pools.keys()].filter(pool => caller.may(`/pool/${pool}`, 'Pool.Audit'))
  return seen.map(pool => ({ id: `/pool/${pool}`, type: 'pool', pool }))
}

function guests({ world, caller }: Asked): readonly unknown[] {
  const seen = [...world.guests.values()].filter(({ vmid: number }) => caller.may(`/vms/${number}`, 'VM.Audit'))
  return guestResources(world, seen)
}

function nodes({ world, caller }: Asked): readonly unknown[] {
  return [...world.nodes.values()].map(node => ({
    ...nodeResource(world, node, caller.may(`/nodes/${node.name}`, 'Sys.Audit')),
    'cgroup-mode': 2,
  }))
}

function storages({ world, caller }: Asked): readonly unknown[] {
  const seen = [...world.storages.values()].filter(
    ({ name, disabled }) =>
      !disabled && (caller.may(`/storage/${name}`, 'Datastore.Audit') || caller.may(`/storage/${name}`, 'Datastore.AllocateSpace')),
  )
  return [...world.nodes.values()].flatMap(node =>
    seen.filter(storage => isOn(storage, node)).map(storage => storageResource(world, storage, node)),
  )
}

function networks({ world, caller }: Asked): readonly unknown[] {
  if (!caller.may('/sdn/zones/localnetwork', 'SDN.Audit')) return []
  return [...world.nodes.values()].map(({ name: node }) => {
    const network = 'localnetwork'
    if (world.version === '8.4') return { id: `sdn/${node}/${network}`, type: 'sdn', sdn: network, node, status: 'ok' }
    return { id: `network/${node}/zone/${network}`, type: 'network', 'network-type': 'zone', network, node, status: 'ok' }
  })
}

/** The newest one was not yet read back from a file, so that a number in it is one still. */
function clusterTask(task: PveTask, index: number): Readonly<Record<string, unknown>> {
  const { pid, pstart, status, ...row } = listedTask(task)
  return task.endedAt === undefined ? { ...row, pid, pstart } : { ...row, status, saved: index === 0 ? 1 : '1' }
}

function freeNumber(world: PveWorld): string {
  const { lower = '100', upper = '1000000' } = readProperties(world.options.get('next-id') ?? '')
  for (let number = Number(lower); number < Number(upper); number += 1) if (!world.guests.has(number)) return String(number)
  throw new Refusal(500, `unable to get any free VMID in range [${lower}, ${Number(upper) - 1}]`)
}

function toldOption(name: string, value: string): unknown {
  if (name === 'description') return `${value}\n`
  if (name === 'max_workers') return Number(value)
  return name in propertyOptions ? readProperties(value) : value
}

/** A property string as the fields it has. */
export function readProperties(text: string): Readonly<Record<string, string>> {
  const parts = text.split(',').filter(part => part.includes('='))
  return Object.fromEntries(parts.map(part => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]))
}
