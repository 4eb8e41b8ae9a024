import { digest } from '../chance.ts'
import { Refusal, type Route } from './route.ts'
import { flag, node, oneOf } from './rules.ts'

const audit = [['/', 'Sys.Audit']] as const

/** Parts of the cluster that are there but empty, or of which only the outline is simulated. */
export const clusterFactRoutes: readonly Route[] = [
  { method: 'GET', path: '/cluster/jobs', handle: () => [{ subdir: 'schedule-analyze' }, { subdir: 'realm-sync' }] },
  { method: 'GET', path: '/cluster/replication', handle: () => [] },
  { method: 'GET', path: '/cluster/mapping/pci', rules: { 'check-node': node }, handle: () => [] },
  { method: 'GET', path: '/cluster/metrics/server', needs: audit, handle: () => [] },
  {
    method: 'GET',
    path: '/cluster/sdn/zones',
    rules: { pending: flag, running: flag, type: oneOf('evpn', 'faucet', 'qinq', 'simple', 'vlan', 'vxlan') },
    handle: () => [],
  },
  {
    method: 'GET',
    path: '/cluster/notifications/targets',
    needs: [
      ['/mapping/notifications', 'Mapping.Modify'],
      ['/mapping/notifications', 'Mapping.Audit'],
      ['/mapping/notifications', 'Mapping.Use'],
    ],
    handle: () => [{ name: 'mail-to-root', type: 'sendmail', origin: 'builtin', comment: 'Send mails to root' }],
  },
  {
    method: 'GET',
    path: '/cluster/config/nodes',
    needs: audit,
    handle: ({ world }) => (world.clusterName === undefined ? [] : [...world.nodes.values()].map(({ name }) => ({ node: name }))),
  },
  {
    method: 'GET',
    path: '/cluster/config/join',
    needs: audit,
    rules: { node },
    handle: ({ world, node: here, params }) => {
      if (world.clusterName === undefined) throw new Refusal(500, 'node is not in a cluster, no join info available!')
      const preferred = world.nodes.get(params.node ?? here.name)
      if (!preferred) throw new Refusal(500, `No such node '${params.node}'`)
      const version = String(world.nodes.size)
      return {
        config_digest: digest('corosync', world.clusterName, version).slice(0, 40),
        preferred_node: preferred.name,
        nodelist: [...world.nodes.values()].map(({ name, number, address }) => ({
          name,
          nodeid: String(number),
          pve_addr: address,
          pve_fp: world.certificates.get(name)?.fingerprint ?? '',
          quorum_votes: '1',
          ring0_addr: address,
        })),
        totem: {
          cluster_name: world.clusterName,
          config_version: version,
          interface: { 0: { linknumber: '0' } },
          ip_version: 'ipv4-6',
          link_mode: 'passive',
          secauth: 'on',
          token_coefficient: '125',
          version: '2',
        },
      }
    },
  },
]
