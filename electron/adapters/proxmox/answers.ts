import { z } from 'zod'
import { flag, listOf, number, optionalNumber, optionalText, text } from './scalars.ts'

// What Proxmox answers, as far as it is used; fields not named here are ignored.

/** The data of a call that only says that it worked. */
export const nothing = z.unknown()

/** A number of a guest that is free. */
export const vmid = number

export const version = z.object({ version: text })

/** The answer to a login: a ticket, or half of one where a second factor is asked for. */
export const ticket = z.object({ ticket: text, CSRFPreventionToken: text, username: text, NeedTFA: flag })

export const clusterStatus = listOf(z.object({ type: text, name: optionalText, quorate: flag, online: flag, ip: optionalText }))

export const nodes = listOf(z.object({ node: text, ssl_fingerprint: optionalText }))

/** Guests of one node, as it tells them itself. */
export const nodeGuests = listOf(z.object({ vmid: number }))

/** Rows are read where they are used: there are thousands of them. */
export const resources = listOf(z.custom<Readonly<Record<string, unknown>>>(row => typeof row === 'object' && row !== null))

const taskRow = z.object({
  upid: text,
  node: text,
  type: text,
  id: optionalText,
  user: text,
  starttime: number,
  endtime: optionalNumber,
  status: optionalText,
})
export const tasks = listOf(taskRow)
export type TaskRow = z.output<typeof taskRow>

export const taskStatus = z.object({ status: text, exitstatus: optionalText, starttime: number, type: text, id: optionalText })
export const taskLog = listOf(z.object({ n: number, t: text }))
/** The identity of a task that was accepted. */
export const upid = z.string().startsWith('UPID:')
/** The same, or nothing where it was done at once. */
export const maybeUpid = upid.nullish()

/** Paths with privileges; each value says whether it is inherited. */
export const permissions = z.record(z.string(), z.record(z.string(), z.unknown()))
export const roles = listOf(z.object({ roleid: text, privs: optionalText }))
export const users = listOf(z.object({ userid: text }))
export const newToken = z.object({ 'full-tokenid': text, value: text })

/** Of one node, as it tells them itself. */
export const storages = listOf(
  z.object({ storage: text, type: text, content: optionalText, shared: flag, active: flag, enabled: flag.default(true) }),
)
export const storageStatus = z.object({ type: text })
export const storageContent = listOf(
  z.object({
    volid: text,
    content: text,
    format: optionalText,
    size: optionalNumber,
    vmid: optionalNumber,
    ctime: optionalNumber,
    notes: optionalText,
    protected: flag,
    subtype: optionalText,
  }),
)
export const networks = listOf(z.object({ iface: text, type: text, comments: optionalText, cidr: optionalText, bridge_vlan_aware: flag }))

/** Points of a node's or a guest's history; most fields are absent where nothing was recorded. */
export const rrdPoints = listOf(
  z.object({
    time: number,
    cpu: optionalNumber,
    mem: optionalNumber,
    maxmem: optionalNumber,
    memused: optionalNumber,
    memtotal: optionalNumber,
    netin: optionalNumber,
    netout: optionalNumber,
  }),
)

export const guestStatus = z.object({
  status: text,
  qmpstatus: optionalText,
  name: optionalText,
  lock: optionalText,
  tags: optionalText,
  template: flag,
  ha: z.object({ managed: flag }).nullish(),
  cpu: optionalNumber,
  cpus: optionalNumber,
  mem: optionalNumber,
  memhost: optionalNumber,
  maxmem: optionalNumber,
  maxdisk: optionalNumber,
  uptime: optionalNumber,
})
export type GuestStatus = z.output<typeof guestStatus>

/** Settings with what waits for a restart: `pending` is the coming value, `delete` says that it goes away. */
export const pendingSettings = z.array(z.object({ key: text, value: optionalText, pending: optionalText, delete: flag }))
export type PendingSettings = z.output<typeof pendingSettings>

/** Settings as one object; what is not a scalar is left out. */
export const settings = z.record(z.string(), optionalText)

export const snapshots = listOf(
  z.object({ name: text, description: optionalText, snaptime: optionalNumber, parent: optionalText, vmstate: flag }),
)

const address = z.object({ 'ip-address': optionalText })
/** What a container tells of its network. */
export const containerInterfaces = listOf(
  z.object({ name: text, inet: optionalText, inet6: optionalText, 'ip-addresses': listOf(address) }),
)
/** What the guest agent of a virtual machine tells of its network. */
export const agentInterfaces = z.object({ result: listOf(z.object({ name: text, 'ip-addresses': listOf(address) })) })

export const migrationCheck = z.object({
  running: flag,
  local_disks: listOf(z.object({ volid: text, drivename: optionalText, cdrom: flag })),
  local_resources: listOf(text),
  allowed_nodes: listOf(text),
  not_allowed_nodes: z.record(z.string(), z.unknown()).nullish(),
})
/** Why one node is not allowed. */
export const notAllowed = z.object({
  unavailable_storages: listOf(text),
  'unavailable-resources': listOf(text),
  'blocking-ha-resources': listOf(z.object({ sid: text })),
})
