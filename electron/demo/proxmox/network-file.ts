import type { PveInterface } from './world.ts'

/** What differs between two states of a node's network, as the file of interfaces would; `now` in milliseconds. */
export function stagedChanges(live: readonly PveInterface[], staged: readonly PveInterface[], now: number): string {
  const before = live.map(stanza)
  const after = staged.map(stanza)
  const gone = before.filter(text => !after.includes(text)).flatMap(text => text.split('\n').map(line => `-${line}`))
  const come = after.filter(text => !before.includes(text)).flatMap(text => text.split('\n').map(line => `+${line}`))
  const stamp = `${new Date(now).toISOString().replace('T', ' ').replace('Z', '000000')} +0000`
  const head = [`--- /etc/network/interfaces\t${stamp}`, `+++ /etc/network/interfaces.new\t${stamp}`]
  return [...head, `@@ -1,${gone.length} +1,${come.length} @@`, ...gone, ...come, ''].join('\n')
}

/** One interface as it stands in the file. */
function stanza({ iface, settings }: PveInterface): string {
  const { type, cidr, gateway, comments, autostart, bridge_ports: ports } = settings
  return [
    ...(autostart === '1' ? [`auto ${iface}`] : []),
    `iface ${iface} inet ${cidr === undefined ? 'manual' : 'static'}`,
    ...(cidr === undefined ? [] : [`\taddress ${cidr}`]),
    ...(gateway === undefined ? [] : [`\tgateway ${gateway}`]),
    ...(type === 'bridge' ? [`\tbridge-ports ${ports || 'none'}`, '\tbridge-stp off', '\tbridge-fd 0'] : []),
    ...(comments === undefined ? [] : [`#${comments}`]),
    '',
  ].join('\n')
}
