import { digest } from '../../chance.ts'
import { type Asked, Refusal, type Route, type Rules } from '../route.ts'
import { optionalFlag } from './common-rules.ts'
import { findGuest } from './find-guest.ts'
import { type GuestKind, wordOf } from './guest-words.ts'

const size = (maximum: number) => ({ type: 'integer', optional: true, minimum: 16, maximum }) as const
const machineScreen: Rules = { 'generate-password': optionalFlag, websocket: optionalFlag }
const containerScreen: Rules = { height: size(2160), websocket: optionalFlag, width: size(4096) }
const serialPort: Rules = { serial: { type: 'string', optional: true, choices: ['serial0', 'serial1', 'serial2', 'serial3'] } }

/** Doors to a guest's screen; the simulation has none behind them, so the task ends when nobody came within ten seconds. */
export const consoleRoutes: readonly Route[] = (['qemu', 'lxc'] as const).flatMap((kind): readonly Route[] =>
  (['vncproxy', 'termproxy'] as const).map(door => ({
    method: 'POST',
    path: `/nodes/{node}/${kind}/{vmid}/${door}`,
    rules: door === 'vncproxy' ? (kind === 'qemu' ? machineScreen : containerScreen) : kind === 'qemu' ? serialPort : {},
    needs: [['/vms/{vmid}', 'VM.Console']],
    quorum: false,
    handle: asked => open(asked, kind, door),
  })),
)

function open(asked: Asked, kind: GuestKind, door: 'vncproxy' | 'termproxy'): Readonly<Record<string, unknown>> {
  const { world, caller } = asked
  const guest = findGuest(asked, kind)
  if (door === 'termproxy' && guest.status === 'stopped') throw new Refusal(500, `${wordOf(kind)} ${guest.vmid} not running`)
  const upid = asked.task(door, String(guest.vmid), async (_, signal) => {
    await world.time.pass(10_000, signal)
    throw new Error('connection timed out')
  })
  const password = digest('screen', upid).slice(0, 8)
  const isScreen = door === 'vncproxy'
  const hasPassword = isScreen && kind === 'qemu' && (world.version !== '8.4' || asked.params['generate-password'] === '1')
  const seal = Buffer.from(digest('seal', upid)).toString('base64')
  const stamp = Math.floor(world.time.now() / 1000)
    .toString(16)
    .toUpperCase()
  return {
    user: caller.user,
    upid,
    port: '5900',
    ticket: `${hasPassword && world.version !== '8.4' ? `${password}:` : ''}PVEVNC:${stamp}::${seal}`,
    ...(isScreen && { cert: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n' }),
    ...(hasPassword && { password }),
  }
}
