import { z } from 'zod'
import { entry } from './entry.ts'
import { bytesInWords, type Fix } from './problem.ts'

const retry: Fix = { kind: 'retry' }
const inCluster = z.object({ cluster: z.string() })
const guestIn = z.object({ guest: z.string(), cluster: z.string() })

/** Errors of what is done with the guests of Proxmox. */
export const guestErrors = {
  GuestGone: entry({
    data: guestIn,
    blame: 'world',
    status: 404,
    problem: d => ({
      title: `${d.guest} is not there any more`,
      because: `Somebody removed it from ${d.cluster}, or moved it just now.`,
      fixes: [{ kind: 'open', to: '/proxmox', label: 'See the guests' }, retry],
    }),
  }),
  GuestLocked: entry({
    data: guestIn.extend({ lock: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.guest} is busy`,
      because:
        {
          backup: 'A backup of it is being made.',
          migrate: 'It is being moved to another node.',
          clone: 'It is being copied.',
          create: 'It is still being made.',
          snapshot: 'A snapshot of it is being made.',
          'snapshot-delete': 'A snapshot of it is being removed.',
          rollback: 'It is going back to a snapshot.',
        }[d.lock] ?? `${d.cluster} holds it: ${d.lock}.`,
      fixes: [
        retry,
        {
          kind: 'advice',
          text: 'If nothing has been going on for long, the lock was left behind by a crash: `qm unlock` on the node takes it away.',
        },
      ],
    }),
  }),
  GuestChangedMeanwhile: entry({
    data: guestIn,
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.guest} was changed meanwhile`,
      because: `Somebody else changed its settings in ${d.cluster} after they were read. Nothing was done.`,
      fixes: [{ kind: 'retry', label: 'Look again' }],
    }),
  }),
  VmidTaken: entry({
    data: inCluster.extend({ vmid: z.number() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.cluster} has a guest ${d.vmid} already`,
      because: 'Every guest has a number of its own.',
      fixes: [{ kind: 'advice', text: 'Leave the number empty and the next free one is taken.' }, retry],
    }),
  }),
  StorageFull: entry({
    data: inCluster.extend({ storage: z.string() }),
    blame: 'world',
    status: 507,
    problem: d => ({
      title: `The storage ${d.storage} is full`,
      because: `${d.cluster} found no room for the disk.`,
      fixes: [
        { kind: 'advice', text: 'Choose another storage, a smaller disk, or remove old backups.' },
        { kind: 'open', to: '/proxmox', label: 'See the storages' },
        retry,
      ],
    }),
  }),
  GuestTaskFailed: entry({
    data: guestIn.extend({ doing: z.string(), words: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.doing} of ${d.guest} failed`,
      because: `${d.cluster} says: ${d.words}`,
      fixes: [retry, { kind: 'advice', text: 'The lines it wrote meanwhile are in the job.' }],
    }),
  }),
  GuestRunning: entry({
    data: guestIn.extend({ doing: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.guest} is running`,
      because: `It has to be switched off before ${d.doing}.`,
      fixes: [{ kind: 'do', action: 'shut-down-guest', label: 'Shut it down', data: { guest: d.guest, cluster: d.cluster } }],
    }),
  }),
  GuestWithoutAddress: entry({
    data: guestIn.extend({ minutes: z.number() }),
    blame: 'world',
    status: 504,
    problem: d => ({
      title: `${d.guest} has not told its address within ${d.minutes} minutes`,
      because: 'A container tells it when its network is up. A virtual machine tells it when the guest agent runs inside.',
      fixes: [
        { kind: 'advice', text: 'Is its network set up? In a virtual machine, install qemu-guest-agent.' },
        { kind: 'advice', text: 'Or name its address yourself.' },
        retry,
      ],
    }),
  }),
  GuestForeign: entry({
    data: guestIn,
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.guest} was not made by MycoPod`,
      because: `It is changed only when you say so.`,
      fixes: [{ kind: 'do', action: 'approve', label: 'Change it all the same', data: { guest: d.guest, cluster: d.cluster } }],
    }),
  }),
  GuestInputInvalid: entry({
    data: z.object({ guest: z.string(), field: z.string(), because: z.string(), instead: z.string().optional() }),
    blame: 'user',
    status: 400,
    problem: d => ({
      title: `${d.guest} cannot have this ${d.field}`,
      because: d.because,
      fixes: [{ kind: 'advice', text: d.instead ?? `Choose another ${d.field}.` }],
    }),
  }),
  NodeShort: entry({
    data: inCluster.extend({ node: z.string(), wantedBytes: z.number(), totalBytes: z.number() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.node} has less memory than that`,
      because: `The guest would have ${bytesInWords(d.wantedBytes)}, and ${d.node} has ${bytesInWords(d.totalBytes)} altogether.`,
      fixes: [{ kind: 'advice', text: 'Choose less memory or another node.' }],
    }),
  }),
  DiskWouldShrink: entry({
    data: z.object({ guest: z.string(), slot: z.string(), fromGiB: z.number(), toGiB: z.number() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `The disk of ${d.guest} cannot become smaller`,
      because: `${d.slot} has ${d.fromGiB} GB, and ${d.toGiB} GB were asked for. Making a disk smaller would cut off data.`,
      fixes: [{ kind: 'advice', text: 'Make a new guest with a smaller disk and copy the data.' }],
    }),
  }),
  NoGuestImage: entry({
    data: inCluster.extend({ node: z.string(), wanted: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.node} has no image for ${d.wanted}`,
      because: `None of the images in the storages of ${d.cluster} is one.`,
      fixes: [{ kind: 'advice', text: 'In Proxmox, open a storage, then CT Templates or ISO Images, and download it there.' }, retry],
    }),
  }),
} as const
