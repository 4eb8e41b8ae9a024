import { type Asked, Refusal, type Route } from './route.ts'
import type { PveWorld } from './world.ts'

const text = { type: 'string', optional: true } as const
const rules = {
  type: { type: 'string', choices: ['in', 'out', 'forward', 'group'] },
  action: { type: 'string' },
  enable: { type: 'integer', optional: true, minimum: 0 },
  pos: { type: 'integer', optional: true, minimum: 0 },
  comment: text,
  dest: text,
  dport: text,
  iface: text,
  log: text,
  macro: text,
  proto: text,
  source: text,
  sport: text,
  'icmp-type': text,
  digest: text,
} as const
const kept = new WeakMap<PveWorld, Map<string, Record<string, string>[]>>()

/** Firewall rules of a guest, as far as they can be listed and added, and the options of all. */
export const firewallRoutes: readonly Route[] = [
  ...(['/cluster/firewall/options', '/nodes/{node}/firewall/options'] as const).map(
    (path): Route => ({ method: 'GET', path, handle: () => ({ digest: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' }) }),
  ),
  ...(['qemu', 'lxc'] as const).flatMap((kind): readonly Route[] => {
    const path = `/nodes/{node}/${kind}/{vmid}/firewall/rules`
    return [
      {
        method: 'GET',
        path,
        handle: asked =>
          rulesOf(asked).map((rule, pos) => ({
            ...rule,
            pos,
            enable: Number(rule.enable ?? 0),
            digest: '82ff54375d64432ed03ad8e1833e6691f1a3af58',
          })),
      },
      {
        method: 'POST',
        path,
        needs: [['/vms/{vmid}', 'VM.Config.Network']],
        rules,
        handle(asked) {
          const { node: _, vmid: __, pos: ___, digest: ____, ...rule } = asked.params
          rulesOf(asked).unshift(rule)
          return null
        },
      },
    ]
  }),
]

function rulesOf({ world, params }: Asked): Record<string, string>[] {
  const vmid = params.vmid ?? ''
  if (!world.guests.has(Number(vmid))) throw new Refusal(500, `no such VM ('${vmid}')`)
  const all = kept.get(world) ?? new Map<string, Record<string, string>[]>()
  kept.set(world, all)
  const rulesHere = all.get(vmid) ?? []
  all.set(vmid, rulesHere)
  return rulesHere
}
