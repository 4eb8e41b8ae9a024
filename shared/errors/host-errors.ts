import { z } from 'zod'
import { entry } from './entry.ts'

/** Errors of the program itself: calls, sign-in, jobs, its own files. */
export const hostErrors = {
  Internal: entry({
    data: z.object({ ref: z.string() }),
    blame: 'us',
    status: 500,
    problem: d => ({
      title: 'Something went wrong inside MycoPod',
      because: `It is written down in the log as ${d.ref}.`,
      fixes: [{ kind: 'retry' }, { kind: 'advice', text: `Attach log entry ${d.ref} when you report this.` }],
    }),
  }),
  Cancelled: entry({
    data: z.object({}),
    blame: 'user',
    status: 499,
    problem: () => ({ title: 'Cancelled', fixes: [{ kind: 'retry', label: 'Start again' }] }),
  }),
  ConnectionLost: entry({
    data: z.object({}),
    blame: 'world',
    status: 503,
    problem: () => ({
      title: 'The connection to MycoPod was lost',
      because: 'It is not known whether the last request arrived. It was not sent again.',
      fixes: [{ kind: 'retry' }, { kind: 'advice', text: 'Is the computer that runs MycoPod switched on?' }],
    }),
  }),
  BadInput: entry({
    data: z.object({ issues: z.array(z.object({ field: z.string(), message: z.string() })) }),
    blame: 'user',
    status: 400,
    problem: d => {
      const first = d.issues[0]
      return {
        title: first
          ? first.field
            ? `${first.field} is not right: ${first.message}`
            : first.message
          : 'Something in the request is not right',
        ...(d.issues.length > 1 && {
          because: d.issues
            .slice(1)
            .map(issue => `${issue.field}: ${issue.message}`)
            .join('. '),
        }),
        fixes: [{ kind: 'advice', text: first?.field ? `Change ${first.field} and try again.` : 'Correct it and try again.' }],
      }
    },
  }),
  NotFound: entry({
    data: z.object({
      what: z.enum([
        'device',
        'app',
        'job',
        'recipe',
        'decision',
        'path',
        'entry',
        'cluster',
        'guest',
        'node',
        'storage',
        'task',
        'snapshot',
        'backup',
        'declaration',
        'commit',
        'plan',
        'difference',
      ]),
      name: z.string(),
      known: z.array(z.string()).optional(),
    }),
    blame: 'user',
    status: 404,
    problem: d => ({
      title: `There is no ${d.what} called ${d.name}`,
      ...(d.known &&
        d.known.length > 0 && {
          because: `Known: ${d.known.slice(0, 8).join(', ')}${d.known.length > 8 ? ` and ${d.known.length - 8} more` : ''}.`,
        }),
      fixes: [
        d.what === 'device'
          ? { kind: 'open', to: '/devices', label: 'Show devices' }
          : d.what === 'app' || d.what === 'recipe'
            ? { kind: 'open', to: '/apps', label: 'Show apps' }
            : d.what === 'cluster' || d.what === 'guest' || d.what === 'node' || d.what === 'storage'
              ? { kind: 'open', to: '/proxmox', label: 'Show Proxmox' }
              : d.what === 'declaration' || d.what === 'commit' || d.what === 'plan' || d.what === 'difference'
                ? { kind: 'open', to: '/declare', label: 'Show declarations' }
                : { kind: 'open', to: '/activity', label: 'Show activity' },
      ],
    }),
  }),
  NameTaken: entry({
    data: z.object({ what: z.enum(['device', 'app', 'cluster']), name: z.string(), suggestion: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `There is already ${d.what === 'app' ? 'an app' : `a ${d.what}`} called ${d.name}`,
      fixes: [{ kind: 'do', action: 'use-other-name', label: `Call it ${d.suggestion}`, data: { name: d.suggestion } }],
    }),
  }),
  Busy: entry({
    data: z.object({ what: z.string(), job: z.string(), title: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.what} is being worked on`,
      because: `${d.title} has to finish first.`,
      fixes: [{ kind: 'open', to: `/activity/${d.job}`, label: 'Watch it' }],
    }),
  }),
  NeedsApproval: entry({
    data: z.object({ what: z.string(), consequence: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.what} needs your approval`,
      because: d.consequence,
      fixes: [{ kind: 'advice', text: 'Approve it in the app, or repeat the command with --yes.' }],
    }),
  }),
  NotSignedIn: entry({
    data: z.object({}),
    blame: 'user',
    status: 401,
    problem: () => ({
      title: 'You are not signed in to MycoPod',
      because: 'The sign-in link was used already, or the session ended.',
      fixes: [{ kind: 'advice', text: 'Run `mycopod sign-in` on the computer that runs MycoPod and open the link it prints.' }],
    }),
  }),
  DemoBesideDevices: entry({
    data: z.object({ devices: z.array(z.string()) }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: 'The demo homelab is for starting out',
      because: `You have added ${d.devices.join(', ')} already, and the demo stands beside nothing real.`,
      fixes: [{ kind: 'advice', text: 'Start `mycopod serve --demo` with another data folder to see it.' }],
    }),
  }),
  NotServed: entry({
    data: z.object({}),
    blame: 'user',
    status: 409,
    problem: () => ({
      title: 'This MycoPod has no address in the browser',
      because: 'It runs as a desktop app.',
      fixes: [{ kind: 'advice', text: 'Open its window instead, or start `mycopod serve`.' }],
    }),
  }),
  NotAllowed: entry({
    data: z.object({ permission: z.enum(['view', 'operate', 'admin']) }),
    blame: 'user',
    status: 403,
    problem: d => ({
      title: `Your account may not do this: it needs the right to ${d.permission}`,
      fixes: [{ kind: 'advice', text: 'Ask an administrator of this lab.' }],
    }),
  }),
  ForeignPage: entry({
    data: z.object({ origin: z.string() }),
    blame: 'user',
    status: 403,
    problem: d => ({
      title: `MycoPod does not answer ${d.origin}`,
      because: 'A page of another address asked. Only the page MycoPod serves itself may.',
      fixes: [{ kind: 'advice', text: 'Open MycoPod at the address it printed when it started.' }],
    }),
  }),
  TooMuch: entry({
    data: z.object({ what: z.string(), limit: z.number() }),
    blame: 'user',
    status: 413,
    problem: d => ({
      title: `${d.what} is too large`,
      because: `The limit is ${d.limit}.`,
      fixes: [{ kind: 'advice', text: 'Send less at once.' }],
    }),
  }),
  DataFolderUnusable: entry({
    data: z.object({ path: z.string(), reason: z.enum(['no-rights', 'disk-full', 'not-a-folder', 'read-only']) }),
    blame: 'world',
    status: 500,
    problem: d => ({
      title: `MycoPod cannot keep its data in ${d.path}`,
      because: {
        'no-rights': 'The account that runs it may not write there.',
        'disk-full': 'The disk is full.',
        'not-a-folder': 'There is a file in the place of the folder.',
        'read-only': 'The file system is read-only.',
      }[d.reason],
      fixes: [
        d.reason === 'disk-full'
          ? { kind: 'advice', text: 'Free some space and start again. Nothing was lost.' }
          : { kind: 'advice', text: 'Give the account rights to the folder, or choose another one with --data DIR.' },
      ],
    }),
  }),
  DataFolderInUse: entry({
    data: z.object({ path: z.string(), pid: z.number() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `Another MycoPod uses the data in ${d.path}`,
      because: d.pid > 0 ? `It runs as process ${d.pid} and does not answer.` : 'It does not answer.',
      fixes: [{ kind: 'advice', text: 'Close the other one, or choose another folder with --data DIR.' }],
    }),
  }),
  DatabaseDamaged: entry({
    data: z.object({ path: z.string(), setAside: z.string(), backup: z.string().optional() }),
    blame: 'world',
    status: 500,
    problem: d => ({
      title: `The database ${d.path} is damaged`,
      because: `It was set aside as ${d.setAside} and nothing was written over it.`,
      fixes: [
        d.backup
          ? { kind: 'advice', text: `Copy the last good copy ${d.backup} to ${d.path} and start again.` }
          : { kind: 'advice', text: 'Start again to begin with an empty one. Your apps keep running on their devices.' },
      ],
    }),
  }),
  DatabaseTooNew: entry({
    data: z.object({ path: z.string(), version: z.number(), known: z.number() }),
    blame: 'user',
    status: 500,
    problem: d => ({
      title: `The database ${d.path} was written by a newer MycoPod`,
      because: `It has version ${d.version}; this program knows up to ${d.known}.`,
      fixes: [{ kind: 'advice', text: 'Update MycoPod, or choose another folder with --data DIR.' }],
    }),
  }),
  SecretStoreLocked: entry({
    data: z.object({ store: z.enum(['keychain', 'file']) }),
    blame: 'world',
    status: 503,
    problem: d => ({
      title: d.store === 'keychain' ? 'The keychain of this computer is locked' : 'The file with your secrets cannot be opened',
      because:
        d.store === 'keychain' ? 'MycoPod keeps passwords and keys there.' : 'The passphrase is missing or wrong, or the file was changed.',
      fixes: [
        { kind: 'retry' },
        {
          kind: 'advice',
          text: d.store === 'keychain' ? 'Unlock it by signing in to your desktop.' : 'Set MYCOPOD_PASSPHRASE to the right passphrase.',
        },
      ],
    }),
  }),
  PortInUseHere: entry({
    data: z.object({ address: z.string() }),
    blame: 'user',
    status: 500,
    problem: d => ({
      title: `Something else on this computer already uses ${d.address}`,
      fixes: [{ kind: 'advice', text: 'Choose another one, for example --listen 127.0.0.1:7781.' }],
    }),
  }),
  JobInterrupted: entry({
    data: z.object({ title: z.string() }),
    blame: 'world',
    status: 500,
    problem: d => ({
      title: `${d.title} was interrupted`,
      because: 'MycoPod was stopped while it ran. What was made so far was taken away again.',
      fixes: [{ kind: 'retry', label: 'Start again' }],
    }),
  }),
  UndoIncomplete: entry({
    data: z.object({ left: z.array(z.string()), device: z.string() }),
    blame: 'world',
    status: 500,
    problem: d => ({
      title: `Some things could not be taken away from ${d.device}`,
      because: `Left behind: ${d.left.join(', ')}.`,
      fixes: [
        { kind: 'retry', label: 'Try to clean up again' },
        { kind: 'open', to: `/devices/${d.device}`, label: `Look at ${d.device}` },
      ],
    }),
  }),
} as const
