import { createHash } from 'node:crypto'
import { isQuorate } from './quorum.ts'
import { type Asked, Refusal, type Route, type Rules } from './route.ts'
import { atMost, configId, count, digest, flag, listOf, oneOf, required, splitList, text } from './rules.ts'
import type { PveWorld } from './world.ts'

const audit = [['/', 'Sys.Audit']] as const
const operate = [['/', 'Sys.Console']] as const
const sidPattern = /^(?:(?:vm|ct):)?[1-9]\d{2,8}$/
const rules: Rules = {
  comment: atMost(4096),
  failback: { ...flag, only: '9.2' },
  group: configId,
  max_relocate: count,
  max_restart: count,
  state: oneOf('started', 'stopped', 'enabled', 'disabled', 'ignored'),
}

/** Guests that high availability keeps going. */
export const highAvailabilityRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/cluster/ha/resources',
    needs: audit,
    rules: { type: oneOf('ct', 'vm') },
    handle: ({ world, params }) =>
      [...world.managed.keys()]
        .map(vmid => toldResource(world, vmid))
        .filter(({ type }) => params.type === undefined || type === params.type),
  },
  {
    method: 'POST',
    path: '/cluster/ha/resources',
    needs: operate,
    rules: {
      ...rules,
      sid: required({
        ...text,
        check: value =>
          sidPattern.test(value) ? undefined : `invalid format - value '${value}' does not look like a valid VM or HA resource ID\n`,
      }),
      type: oneOf('ct', 'vm'),
    },
    handle({ world, params }) {
      const vmid = numberOf(params.sid)
      const sid = sidOf(world, vmid)
      if (world.managed.has(vmid)) throw new Refusal(500, `resource ID '${sid}' already defined`)
      if (!world.guests.has(vmid)) throw new Refusal(500, `resource ID '${sid}' does not exist in the cluster`)
      world.managed.set(vmid, stateOf(params.state))
      return null
    },
  },
  {
    method: 'GET',
    path: '/cluster/ha/resources/{sid}',
    needs: audit,
    handle: ({ world, params }) => toldResource(world, managedNumber(world, params)),
  },
  {
    method: 'PUT',
    path: '/cluster/ha/resources/{sid}',
    needs: operate,
    rules: { ...rules, delete: { ...listOf(configId), maxLength: 4096 }, digest },
    handle({ world, params }) {
      const vmid = managedNumber(world, params)
      if (params.state !== undefined) world.managed.set(vmid, stateOf(params.state))
      else if (splitList(params.delete ?? '').includes('state')) world.managed.set(vmid, 'started')
      return null
    },
  },
  {
    method: 'DELETE',
    path: '/cluster/ha/resources/{sid}',
    needs: operate,
    rules: { purge: { ...flag, only: '9.2' } },
    handle({ world, params }) {
      world.managed.delete(managedNumber(world, params))
      return null
    },
  },
  {
    method: 'GET',
    path: '/cluster/ha/status/current',
    needs: audit,
    handle: ({ world, node }) => {
      const quorate = isQuorate(world)
      const fencing = {
        id: 'fencing',
        type: 'fencing',
        node: node.name,
        status: 'standby (CRM watchdog standby)',
        'armed-state': 'standby',
      }
      return [
        { id: 'quorum', type: 'quorum', node: node.name, status: quorate ? 'OK' : 'No quorum on node!', quorate: quorate ? 1 : 0 },
        ...(world.version === '8.4' ? [] : [fencing]),
        ...[...world.managed].map(([vmid, state]) => {
          const sid = sidOf(world, vmid)
          const at = world.guests.get(vmid)?.node ?? node.name
          return { id: `service:${sid}`, type: 'service', sid, node: at, state, request_state: state, status: `${sid} (${at}, ${state})` }
        }),
      ]
    },
  },
]

function toldResource(world: PveWorld, vmid: number) {
  const sid = sidOf(world, vmid)
  const digestNow = createHash('sha1')
    .update(JSON.stringify([...world.managed]))
    .digest('hex')
  return { sid, type: sid.slice(0, 2), state: world.managed.get(vmid), digest: digestNow }
}

function managedNumber(world: PveWorld, params: Asked['params']): number {
  const vmid = numberOf(params.sid)
  if (!world.managed.has(vmid)) throw new Refusal(500, `no such resource '${params.sid}'`)
  return vmid
}

/** Two of the words are older names of two others. */
function stateOf(state = 'started'): string {
  return state === 'enabled' ? 'started' : state
}

function numberOf(sid = ''): number {
  return Number(sid.split(':').at(-1))
}

function sidOf(world: PveWorld, vmid: number): string {
  return `${world.guests.get(vmid)?.type === 'lxc' ? 'ct' : 'vm'}:${vmid}`
}
