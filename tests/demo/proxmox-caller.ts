import type { DemoCluster } from '../../electron/demo/proxmox/demo-cluster.ts'
import { ask, type Reply } from './proxmox-replay/ask-recorded.ts'

type Values = Readonly<Record<string, string | number>>

/** A call of the simulated API with a login, as `call('POST', '/pools', { poolid: 'a' })`. */
export type Call = (method: string, path: string, given?: Values) => Promise<Reply & { readonly data: unknown }>

/** Calls without any login, at one of the doors. */
export function callAnonymously(demo: DemoCluster, headers: Readonly<Record<string, string>> = {}, door = 0): Call {
  return async (method, path, given = {}) => {
    const form = new URLSearchParams(Object.entries(given).map(([name, value]) => [name, String(value)])).toString()
    const inQuery = method === 'GET' || method === 'DELETE'
    const reply = await ask(demo.urls[door] ?? '', {
      method,
      path: `/api2/json${path}${inQuery && form !== '' ? `?${form}` : ''}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: inQuery ? '' : form,
    })
    return { ...reply, data: fieldsOf(reply.json).data }
  }
}

/** Calls as somebody who logged in by password. */
export async function callAs(demo: DemoCluster, username: string, password: string, door = 0): Promise<Call> {
  const { status, reason, data } = await callAnonymously(demo)('POST', '/access/ticket', { username, password })
  if (status !== 200) throw new Error(`${status} ${reason}`)
  return callWithTicket(demo, fieldsOf(data), door)
}

/** Calls with what a login answered. */
export function callWithTicket(demo: DemoCluster, { ticket, CSRFPreventionToken }: Readonly<Record<string, unknown>>, door = 0): Call {
  const headers = { Cookie: `PVEAuthCookie=${encodeURIComponent(String(ticket))}`, CSRFPreventionToken: String(CSRFPreventionToken) }
  return callAnonymously(demo, headers, door)
}

/** Calls as the one who may do everything. */
export function callAsRoot(demo: DemoCluster, door = 0): Promise<Call> {
  return callAs(demo, demo.user, demo.password, door)
}

/** How a task ended, waited for through the API. */
export async function endOfTask(demo: DemoCluster, call: Call, upid: unknown): Promise<string> {
  const path = `/nodes/${String(upid).split(':')[1]}/tasks/${encodeURIComponent(String(upid))}/status`
  for (;;) {
    const reply = await call('GET', path)
    if (reply.status !== 200) throw new Error(`${reply.status} ${reply.reason} of the task ${upid}`)
    const { status, exitstatus } = fieldsOf(reply.data)
    if (status === 'stopped') return String(exitstatus)
    await demo.world.time.pass(500)
  }
}

/** The fields of a value; none where it has none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}

/** The rows of a list; none where it is none. */
export function rowsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : []
}
