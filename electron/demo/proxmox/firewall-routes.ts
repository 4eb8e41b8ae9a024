import { createHash } from 'node:crypto'
import { type GuestKind, missingConfig } from './guests/guest-words.ts'
import { type Asked, Refusal, type Route, type Rules } from './route.ts'
import { atMost, configId, count, digest, each, iface, listOf, oneOf, required, splitList, text } from './rules.ts'

const logLevels = oneOf('emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug', 'nolog')
const action = { ...text, pattern: /^[A-Za-z][A-Za-z0-9\-_]+$/, minLength: 2, maxLength: 20 } as const
const direction = oneOf('in', 'out', 'forward', 'group')
const emptyFile = createHash('sha1').digest('hex')

const rules: Rules = {
  ...each(['comment', 'icmp-type', 'proto'], text),
  ...each(['dport', 'sport'], { ...text, pattern: /^[\w:,-]+$/ }),
  ...each(['dest', 'source'], atMost(512)),
  digest,
  enable: count,
  iface: { ...iface, minLength: 2, maxLength: 20 },
  log: logLevels,
  macro: atMost(128),
}

/** Firewall rules of guests; those of nodes and of the cluster are empty. Nothing is filtered. */
export const firewallRoutes: readonly Route[] = [
  { method: 'GET', path: '/cluster/firewall/options', needs: [['/', 'Sys.Audit']], handle: () => ({ digest: emptyFile }) },
  { method: 'GET', path: '/nodes/{node}/firewall/options', needs: [['/nodes/{node}', 'Sys.Audit']], handle: () => ({ digest: emptyFile }) },
  ...(['qemu', 'lxc'] as const).flatMap(guestRules),
]

function guestRules(kind: GuestKind): readonly Route[] {
  const path = `/nodes/{node}/${kind}/{vmid}/firewall/rules`
  const audit = [['/vms/{vmid}', 'VM.Audit']] as const
  const change = [['/vms/{vmid}', 'VM.Config.Network']] as const
  return [
    {
      method: 'GET',
      path,
      needs: audit,
      handle: asked => rulesOf(asked, kind).map((_, pos) => told(asked, kind, pos)),
    },
    {
      method: 'POST',
      path,
      needs: change,
      rules: { ...rules, action: required(action), pos: count, type: required(direction) },
      handle(asked) {
        const { node: _, vmid: __, pos: ___, digest: ____, ...rule } = asked.params
        // A new one goes before all others, wherever it was wanted.
        keep(asked, [rule, ...rulesOf(asked, kind)])
        return null
      },
    },
    { method: 'GET', path: `${path}/{pos}`, needs: audit, handle: asked => told(asked, kind, positionOf(asked, kind)) },
    {
      method: 'PUT',
      path: `${path}/{pos}`,
      needs: change,
      rules: { ...rules, action, type: direction, delete: listOf(configId), moveto: count },
      handle(asked) {
        const at = positionOf(asked, kind)
        const { node: _, vmid: __, pos: ___, digest: ____, delete: gone = '', moveto, ...changed } = asked.params
        const all = [...rulesOf(asked, kind)]
        const [rule] = all.splice(at, 1)
        const kept = Object.entries({ ...rule, ...changed }).filter(([name]) => !splitList(gone).includes(name))
        all.splice(moveto === undefined ? at : Number(moveto), 0, Object.fromEntries(kept))
        keep(asked, all)
        return null
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{pos}`,
      needs: change,
      rules: { digest },
      handle(asked) {
        const at = positionOf(asked, kind)
        keep(
          asked,
          rulesOf(asked, kind).filter((_, index) => index !== at),
        )
        return null
      },
    },
  ]
}

type GuestRules = readonly Readonly<Record<string, string>>[]

function rulesOf({ world, node, params }: Asked, kind: GuestKind): GuestRules {
  const guest = world.guests.get(Number(params.vmid))
  if (guest?.type !== kind || guest.node !== node.name) throw new Refusal(500, missingConfig(kind, node.name, params.vmid ?? ''))
  return world.firewall.get(guest.vmid) ?? []
}

function keep({ world, params }: Asked, all: GuestRules): void {
  if (params.digest !== undefined && params.digest !== digestOf(world.firewall.get(Number(params.vmid)) ?? []))
    throw new Refusal(500, 'detected modified configuration - file changed by other user? Try again.')
  world.firewall.set(Number(params.vmid), all)
}

function positionOf(asked: Asked, kind: GuestKind): number {
  const at = Number(asked.params.pos)
  if (!rulesOf(asked, kind)[at])
    throw new Refusal(400, 'Parameter verification failed.', { pos: `no rule at position ${asked.params.pos}` })
  return at
}

function told(asked: Asked, kind: GuestKind, pos: number): Readonly<Record<string, unknown>> {
  const all = rulesOf(asked, kind)
  const { enable, ...rule } = all[pos] ?? {}
  return { ...rule, ...(enable !== undefined && { enable: Number(enable) }), pos, digest: digestOf(all) }
}

function digestOf(all: GuestRules): string {
  return createHash('sha1').update(JSON.stringify(all)).digest('hex')
}
