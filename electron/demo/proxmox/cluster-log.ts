import type { Route } from './route.ts'
import { text } from './rules.ts'
import type { PveWorld } from './world.ts'

const keptEvents = 500

/** Writes a line into the cluster's log. */
export function logEvent(world: PveWorld, node: string, user: string, message: string, failed = false): void {
  world.log.unshift({ node, user, at: world.time.now(), message, failed })
  if (world.log.length > keptEvents) world.log.length = keptEvents
}

/** The cluster's log. Those who may not read it see their own lines. */
export const clusterLogRoute: Route = {
  method: 'GET',
  path: '/cluster/log',
  rules: { max: { ...text, type: 'integer', minimum: 1 } },
  handle: ({ world, caller, params }) => {
    const all = caller.may('/', 'Sys.Syslog')
    return world.log
      .map((event, index) => ({ event, number: world.log.length - index }))
      .filter(({ event }) => all || event.user === caller.user)
      .slice(0, Number(params.max ?? 50))
      .map(({ event, number }) => ({
        uid: String(number),
        id: `${number}:${event.node}`,
        node: event.node,
        pid: 1400 + (number % 3),
        pri: event.failed ? 3 : 6,
        tag: 'pvedaemon',
        user: event.user,
        time: Math.floor(event.at / 1000),
        msg: event.message,
      }))
  },
}
