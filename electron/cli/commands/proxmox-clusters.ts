import { AppError, problemOf } from '../../../shared/errors/app-error.ts'
import { bytesInWords } from '../../../shared/errors/problem.ts'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { type Command, given, positional, text } from '../command.ts'
import { problemText, UsageError } from '../failure.ts'
import { choice, defined } from '../options.ts'
import { moment, percent, table } from '../table.ts'
import { clusterField, clusterLogin, clusterOption, guestHeads, guestRow, loginOptions, ofTotal, oneCluster } from './proxmox-words.ts'

const cluster = ['[CLUSTER]'] as const

/** Commands about clusters. */
export const clusterCommands: readonly Command[] = [
  {
    name: 'proxmox add',
    takes: [],
    options: { url: { type: 'string' }, fingerprint: { type: 'string' }, name: { type: 'string' }, ...loginOptions },
    optionHelp:
      '--url URL (--token-id USER@REALM!NAME --token-secret-stdin | --user USER@REALM --password-stdin [--code N]) [--fingerprint F] [--name N]',
    summary: 'Add a Proxmox cluster after a connection test; an unsigned certificate is asked about first (exit 3)',
    async run(invocation) {
      const url = text(invocation, 'url')
      if (url === undefined) throw new UsageError('--url is missing')
      const login = await clusterLogin(invocation)
      if (login === undefined) throw new UsageError('Give --token-id with --token-secret-stdin, or --user with --password-stdin')
      const more = defined({ fingerprint: text(invocation, 'fingerprint'), name: text(invocation, 'name') })
      const added = await (await invocation.client()).proxmox.add({ url, login, ...more }, { signal: invocation.signal })
      const next =
        added.login.method === 'password' ? `\nNext, a token in place of the password: mycopod proxmox use-token ${added.name}` : ''
      invocation.answer(added, () => `${added.name} is added: ${describe(added)}.${next}`)
      return 0
    },
  },
  {
    name: 'proxmox list',
    takes: [],
    options: {},
    summary: 'All Proxmox clusters',
    async run(invocation) {
      const clusters = await (await invocation.client()).proxmox.list()
      invocation.answer(clusters, () =>
        clusters.length === 0
          ? 'No cluster is added yet. Add one: mycopod proxmox add --url URL …'
          : table(
              ['NAME', 'STATE', 'VERSION', 'NODES', 'GUESTS', 'ADDRESS', 'LOGIN'],
              clusters.map(each => [
                each.name,
                each.state,
                each.version,
                `${each.nodesOnline} of ${each.nodesTotal}`,
                `${each.guests.running} of ${each.guests.running + each.guests.stopped}`,
                each.doors[0]?.url,
                each.login.method === 'password' ? each.login.user : each.login.tokenId,
              ]),
            ),
      )
      return 0
    },
  },
  {
    name: 'proxmox show',
    takes: cluster,
    options: {},
    summary: 'One cluster, read now: its nodes, storages and ways to it',
    async run(invocation) {
      const client = await invocation.client()
      const view = await client.proxmox.refresh({ cluster: await oneCluster(client, invocation.positionals[0]) })
      invocation.answer(view, () =>
        [
          `${view.name}: ${describe(view)}`,
          '',
          nodeTable(view),
          '',
          table(
            ['STORAGE', 'NODE', 'KIND', 'USED', 'HOLDS'],
            view.storages.map(each => [
              each.name,
              each.shared ? 'all' : each.node,
              each.kind,
              each.available ? ofTotal(each.usedBytes, each.totalBytes) : 'not there',
              each.content.join(' '),
            ]),
          ),
          '',
          ...view.doors.map(door => `${door.url}  ${door.fingerprint ?? 'certificate of a known authority'}`),
          ...(view.problem ? [problemText(problemOf(view.problem))] : []),
        ].join('\n'),
      )
      return view.state === 'unreachable' ? 4 : 0
    },
  },
  {
    name: 'proxmox edit',
    takes: ['CLUSTER'],
    options: { url: { type: 'string' }, fingerprint: { type: 'string' }, name: { type: 'string' }, ...loginOptions },
    optionHelp: '[--name N] [--url URL] [--fingerprint F] [--token-id I --token-secret-stdin | --user U --password-stdin [--code N]]',
    summary: 'Rename a cluster, change its address or login, or accept a renewed certificate; tested first',
    async run(invocation) {
      const changes = defined({
        name: text(invocation, 'name'),
        url: text(invocation, 'url'),
        fingerprint: text(invocation, 'fingerprint'),
        login: await clusterLogin(invocation),
      })
      if (Object.keys(changes).length === 0) throw new UsageError('Nothing to change: give --name, --url, --fingerprint or a login')
      const view = await (await invocation.client()).proxmox.edit({ cluster: positional(invocation, 0), ...changes })
      invocation.answer(view, () => `${view.name}: ${describe(view)}`)
      return 0
    },
  },
  {
    name: 'proxmox use-token',
    takes: cluster,
    options: {},
    summary: 'Log in with a token of just the privileges needed from now on, and forget the password',
    async run(invocation) {
      const client = await invocation.client()
      const { useToken: changeToToken } = client.proxmox
      const view = await changeToToken({ cluster: await oneCluster(client, invocation.positionals[0]) })
      const by = view.login.method === 'token' ? view.login.tokenId : view.login.user
      invocation.answer(view, `${view.name} is reached as ${by} from now on. MycoPod keeps no password of it.`)
      return 0
    },
  },
  {
    name: 'proxmox remove',
    takes: ['CLUSTER'],
    options: {},
    summary: 'Forget a cluster; nothing in it changes',
    async run(invocation) {
      const named = positional(invocation, 0)
      if (!invocation.yes)
        throw new AppError('NeedsApproval', {
          what: `Forgetting ${named}`,
          consequence: 'Its login is forgotten, and what was last seen of it. Nothing in it changes.',
        })
      const { forgotten } = await (await invocation.client()).proxmox.remove({ cluster: named })
      invocation.answer({ forgotten }, `${named} is forgotten.`)
      return 0
    },
  },
  {
    name: 'proxmox nodes',
    takes: cluster,
    options: {},
    summary: 'The nodes of a cluster',
    async run(invocation) {
      const client = await invocation.client()
      const named = await oneCluster(client, invocation.positionals[0])
      const view = await client.proxmox.refresh({ cluster: named })
      invocation.answer(view.nodes, () => nodeTable(view))
      return view.state === 'unreachable' ? 4 : 0
    },
  },
  {
    name: 'proxmox load',
    takes: ['NODE'],
    options: { ...clusterOption, range: { type: 'string' } },
    optionHelp: '[--cluster C] [--range hour|day|week]',
    summary: 'History of a node',
    async run(invocation) {
      const client = await invocation.client()
      const range = choice(invocation, 'range', ['hour', 'day', 'week']) ?? 'hour'
      const named = await oneCluster(client, text(invocation, 'cluster'))
      const points = await client.proxmox.nodeLoad({ cluster: named, node: positional(invocation, 0), range })
      invocation.answer(points, () =>
        table(
          ['WHEN', 'CPU', 'MEMORY'],
          points.map(point => [moment(point.at), percent(point.cpuFraction), ofTotal(point.memoryUsedBytes, point.memoryTotalBytes)]),
        ),
      )
      return 0
    },
  },
  {
    name: 'proxmox guests',
    takes: [],
    options: clusterOption,
    optionHelp: '[--cluster C]',
    summary: 'All virtual machines and containers',
    async run(invocation) {
      const guests = await (await invocation.client()).proxmox.guests(clusterField(invocation))
      invocation.answer(guests, () => (guests.length === 0 ? 'There is no guest.' : table(guestHeads, guests.map(guestRow))))
      return 0
    },
  },
  {
    name: 'proxmox images',
    takes: cluster,
    options: { node: { type: 'string' } },
    optionHelp: '[--node N]',
    summary: 'What guests can be made from: container templates, disks and discs',
    async run(invocation) {
      const client = await invocation.client()
      const named = await oneCluster(client, invocation.positionals[0])
      const images = await client.proxmox.images({ cluster: named, ...defined({ node: text(invocation, 'node') }) })
      invocation.answer(images, () =>
        images.length === 0
          ? 'There is none. In Proxmox, open a storage, then CT Templates or ISO Images, and download one there.'
          : table(
              ['VOLUME', 'KIND', 'NODE', 'SIZE'],
              images.map(image => [image.volume, image.kind, image.node ?? 'all', bytesInWords(image.sizeBytes)]),
            ),
      )
      return 0
    },
  },
  {
    name: 'proxmox networks',
    takes: cluster,
    options: {},
    summary: 'Networks that guests can be on',
    async run(invocation) {
      const client = await invocation.client()
      const bridges = await client.proxmox.bridges({ cluster: await oneCluster(client, invocation.positionals[0]) })
      invocation.answer(bridges, () =>
        table(
          ['NAME', 'NODES', 'VLAN', 'ADDRESS', 'COMMENT'],
          bridges.map(bridge => [bridge.name, bridge.nodes.join(' '), bridge.vlanAware ? 'any' : 'none', bridge.cidr, bridge.comment]),
        ),
      )
      return 0
    },
  },
  {
    name: 'proxmox tasks',
    takes: cluster,
    options: {},
    summary: 'Newest tasks of a cluster, whoever began them',
    async run(invocation) {
      const client = await invocation.client()
      const tasks = await client.proxmox.tasks({ cluster: await oneCluster(client, invocation.positionals[0]) })
      invocation.answer(tasks, () =>
        table(
          ['WHEN', 'NODE', 'STATE', 'WHO', 'WHAT', 'TASK'],
          tasks.map(task => [moment(task.startedAt), task.node, task.state, task.user, task.title, task.id]),
        ),
      )
      return 0
    },
  },
  {
    name: 'proxmox task',
    takes: ['TASK'],
    options: { ...clusterOption, abort: { type: 'boolean' } },
    optionHelp: '[--cluster C] [--abort]',
    summary: 'How a task stands, and the lines it wrote; or end it',
    async run(invocation) {
      const client = await invocation.client()
      const task = positional(invocation, 0)
      const named = await oneCluster(client, text(invocation, 'cluster'))
      if (given(invocation, 'abort')) await client.proxmox.abortTask({ cluster: named, task })
      const log = await client.proxmox.taskLog({ cluster: named, task, after: 0 })
      const outcome = log.task.outcome === undefined ? '' : `: ${log.task.outcome}`
      invocation.answer(log, () =>
        [`${log.task.title}, ${log.task.state}${outcome}`, ...log.lines.map(line => `  ${line.text}`)].join('\n'),
      )
      return log.task.state === 'failed' && !given(invocation, 'abort') ? 1 : 0
    },
  },
]

function nodeTable(view: ClusterView): string {
  return table(
    ['NODE', 'STATE', 'ADDRESS', 'CPU', 'MEMORY', 'GUESTS TAKE', 'DISK', 'DEVICE'],
    view.nodes.map(node => [
      node.name,
      node.state,
      node.address,
      percent(node.cpuFraction),
      ofTotal(node.memoryUsedBytes, node.memoryTotalBytes),
      bytesInWords(node.guestMemoryBytes),
      ofTotal(node.diskUsedBytes, node.diskTotalBytes),
      node.device,
    ]),
  )
}

function describe({ state, version, nodesOnline, nodesTotal, guests }: ClusterView): string {
  return [
    state,
    ...(version === undefined ? [] : [`Proxmox VE ${version}`]),
    `${nodesOnline} of ${nodesTotal} nodes online`,
    `${guests.running} of ${guests.running + guests.stopped} guests running`,
  ].join(' · ')
}
