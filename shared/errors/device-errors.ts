import { z } from 'zod'
import { entry } from './entry.ts'
import { bytesInWords, type Fix } from './problem.ts'

const at = z.object({ device: z.string(), address: z.string(), port: z.number() })
const retry: Fix = { kind: 'retry' }
const changeAddress = (device: string): Fix => ({ kind: 'do', action: 'change-address', label: 'Change address', data: { device } })
const changeLogin = (device: string): Fix => ({ kind: 'do', action: 'change-login', label: 'Change login', data: { device } })

/** Errors of reaching a device and of what is on it, Docker aside. */
export const deviceErrors = {
  DeviceUnreachable: entry({
    data: at,
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `Can’t reach ${d.device}`,
      because: `Nothing answered at ${d.address}, door ${d.port}.`,
      fixes: [
        { kind: 'advice', text: 'Is it powered on?' },
        { kind: 'advice', text: 'Is the address right?' },
        { kind: 'advice', text: 'Is remote login switched on?' },
        retry,
        changeAddress(d.device),
      ],
    }),
  }),
  AddressUnknown: entry({
    data: z.object({ device: z.string(), address: z.string() }),
    blame: 'user',
    status: 502,
    problem: d => ({
      title: `No device is known as ${d.address}`,
      because: 'The name has no address on this network.',
      fixes: [{ kind: 'advice', text: 'Is it spelled right? A number such as 192.168.1.20 always works.' }, changeAddress(d.device), retry],
    }),
  }),
  PortClosed: entry({
    data: at,
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.device} refuses remote login`,
      because: `${d.address} answers, but door ${d.port} is closed.`,
      fixes: [
        { kind: 'advice', text: 'Is remote login (SSH) switched on there?' },
        { kind: 'advice', text: 'Does it use another door than 22?' },
        retry,
        changeAddress(d.device),
      ],
    }),
  }),
  NotSsh: entry({
    data: at,
    blame: 'user',
    status: 502,
    problem: d => ({
      title: `What answers at ${d.address}, door ${d.port}, is not a remote login`,
      because: `It did not speak SSH, so MycoPod did not log in to ${d.device}.`,
      fixes: [changeAddress(d.device), retry],
    }),
  }),
  LoginRefused: entry({
    data: z.object({ device: z.string(), user: z.string(), method: z.enum(['password', 'key', 'agent', 'none']) }),
    blame: 'user',
    status: 502,
    problem: d => ({
      title: `${d.device} did not accept the login of ${d.user}`,
      because: {
        password: 'The user or the password is wrong, or login by password is switched off there.',
        key: 'The key is not known there, or belongs to another user.',
        agent: 'None of the keys in your agent is known there.',
        none: 'It wants a login.',
      }[d.method],
      fixes: [changeLogin(d.device), { kind: 'advice', text: 'Are capital letters right?' }, retry],
    }),
  }),
  KeyUnreadable: entry({
    data: z.object({ reason: z.enum(['not-a-key', 'passphrase-missing', 'passphrase-wrong']) }),
    blame: 'user',
    status: 400,
    problem: d => ({
      title: {
        'not-a-key': 'The key file is not a private key',
        'passphrase-missing': 'The key has a passphrase',
        'passphrase-wrong': 'The passphrase of the key is wrong',
      }[d.reason],
      because: {
        'not-a-key': 'MycoPod reads OpenSSH and PEM keys.',
        'passphrase-missing': 'Without it the key cannot be opened.',
        'passphrase-wrong': 'The key could not be opened with it.',
      }[d.reason],
      fixes: [
        {
          kind: 'advice',
          text:
            d.reason === 'not-a-key'
              ? 'Choose the file without .pub at the end.'
              : 'Type the passphrase that was chosen when the key was made.',
        },
      ],
    }),
  }),
  AgentUnavailable: entry({
    data: z.object({}),
    blame: 'user',
    status: 400,
    problem: () => ({
      title: 'No SSH agent runs on this computer',
      because: 'SSH_AUTH_SOCK is not set or does not answer.',
      fixes: [{ kind: 'advice', text: 'Start one with ssh-agent and add your key with ssh-add, or log in with a password.' }],
    }),
  }),
  HostKeyNotAccepted: entry({
    data: z.object({ device: z.string(), address: z.string(), fingerprint: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.device} shows its fingerprint for the first time`,
      because: `${d.fingerprint}. If you can, compare it with the one shown on the device itself.`,
      fixes: [
        { kind: 'do', action: 'accept-host-key', label: 'It is my device', data: { device: d.device, fingerprint: d.fingerprint } },
        { kind: 'run', where: 'device', command: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub', label: 'Show it on the device' },
      ],
    }),
  }),
  HostKeyChanged: entry({
    data: z.object({ device: z.string(), address: z.string(), pinned: z.string(), seen: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.device} is not the device it was`,
      because: `It shows another fingerprint (${d.seen}) than before (${d.pinned}). Either it was set up anew, or something else answers at ${d.address}. MycoPod sent it no password.`,
      fixes: [
        { kind: 'advice', text: 'Was it reinstalled, or did its address go to another device?' },
        { kind: 'do', action: 'accept-host-key', label: 'I set it up anew', data: { device: d.device, fingerprint: d.seen } },
        changeAddress(d.device),
      ],
    }),
  }),
  DeviceSilent: entry({
    data: z.object({ device: z.string(), seconds: z.number() }),
    blame: 'world',
    status: 504,
    problem: d => ({
      title: `${d.device} stopped answering`,
      because: `It took the connection, then said nothing for ${d.seconds} seconds.`,
      fixes: [retry, { kind: 'advice', text: 'Is it overloaded, or is its disk failing? A restart may help.' }],
    }),
  }),
  DeviceConnectionLost: entry({
    data: z.object({ device: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `The connection to ${d.device} broke`,
      because: 'It was restarted, unplugged, or the network between failed.',
      fixes: [retry, { kind: 'open', to: `/devices/${d.device}`, label: `Look at ${d.device}` }],
    }),
  }),
  DeviceGarbled: entry({
    data: z.object({ device: z.string(), what: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.device} answered with something MycoPod cannot read`,
      because: `This was unreadable: ${d.what}.`,
      fixes: [
        { kind: 'advice', text: 'Does its login greet with text or start another shell? Such text must not be printed for commands.' },
        retry,
      ],
    }),
  }),
  CommandFailed: entry({
    data: z.object({ device: z.string(), command: z.string(), exitCode: z.number(), output: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `A command failed on ${d.device}`,
      because: `${d.command} ended with ${d.exitCode}${d.output ? `: ${d.output}` : '.'}`,
      fixes: [retry, { kind: 'run', where: 'device', command: d.command }],
    }),
  }),
  SudoMissing: entry({
    data: z.object({ device: z.string(), user: z.string() }),
    blame: 'user',
    status: 403,
    problem: d => ({
      title: `${d.user} may not manage ${d.device}`,
      because: 'The user is neither an administrator (sudo) there nor allowed to use Docker.',
      fixes: [
        changeLogin(d.device),
        { kind: 'run', where: 'device', command: `usermod -aG sudo ${d.user}`, label: 'Make the user an administrator' },
      ],
    }),
  }),
  SudoPasswordWrong: entry({
    data: z.object({ device: z.string(), user: z.string(), missing: z.boolean() }),
    blame: 'user',
    status: 403,
    problem: d => ({
      title: d.missing
        ? `${d.device} asks for the administrator password of ${d.user}`
        : `${d.device} did not accept the administrator password of ${d.user}`,
      because: 'Without it MycoPod cannot install or change anything there.',
      fixes: [changeLogin(d.device), retry],
    }),
  }),
  SystemUnsupported: entry({
    data: z.object({ device: z.string(), system: z.string() }),
    blame: 'user',
    status: 400,
    problem: d => ({
      title: `${d.device} runs ${d.system}, which MycoPod does not know how to prepare`,
      because: 'Docker can be installed for you on Debian, Ubuntu, Raspberry Pi OS, Alpine, Fedora and Arch.',
      fixes: [{ kind: 'advice', text: 'Install Docker there by hand, then check again.' }, retry],
    }),
  }),
  ArchitectureUnsupported: entry({
    data: z.object({ device: z.string(), architecture: z.string() }),
    blame: 'world',
    status: 400,
    problem: d => ({
      title: `${d.device} has a processor (${d.architecture}) that few apps are made for`,
      because: 'Most apps need amd64 or arm64.',
      fixes: [{ kind: 'advice', text: 'Use it to watch, and deploy apps to another device.' }],
    }),
  }),
  StorageLow: entry({
    data: z.object({ device: z.string(), path: z.string(), freeBytes: z.number(), neededBytes: z.number() }),
    blame: 'world',
    status: 507,
    problem: d => ({
      title: `${d.device} is short of storage`,
      because: `${bytesInWords(d.freeBytes)} free in ${d.path}, at least ${bytesInWords(d.neededBytes)} are needed.`,
      fixes: [
        { kind: 'do', action: 'free-space', label: 'Show what uses it', data: { device: d.device } },
        { kind: 'do', action: 'choose-device', label: 'Choose another device' },
        retry,
      ],
    }),
  }),
  MemoryLow: entry({
    data: z.object({ device: z.string(), availableBytes: z.number(), totalBytes: z.number() }),
    blame: 'world',
    status: 507,
    problem: d => ({
      title: `${d.device} is almost out of memory`,
      because: `${bytesInWords(d.availableBytes)} of ${bytesInWords(d.totalBytes)} can still be used. Apps may be ended by the system.`,
      fixes: [
        { kind: 'advice', text: 'Stop an app there that is not needed, or move it to another device.' },
        { kind: 'open', to: `/devices/${d.device}`, label: `Look at ${d.device}` },
      ],
    }),
  }),
  ClockSkewed: entry({
    data: z.object({ device: z.string(), skewSeconds: z.number() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `The clock of ${d.device} is ${Math.abs(d.skewSeconds)} seconds ${d.skewSeconds > 0 ? 'ahead' : 'behind'}`,
      because: 'Logins and certificates fail when clocks differ.',
      fixes: [{ kind: 'run', where: 'device', command: 'timedatectl set-ntp true', label: 'Set it by the network' }, retry],
    }),
  }),
  CgroupMemoryOff: entry({
    data: z.object({ device: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.device} does not count the memory of apps`,
      because: 'Raspberry Pi OS switches this off by default. Apps run, but their memory cannot be limited or shown.',
      fixes: [
        {
          kind: 'advice',
          text: 'Add cgroup_enable=memory cgroup_memory=1 to the end of /boot/firmware/cmdline.txt and restart the device.',
        },
        retry,
      ],
    }),
  }),
  HasApps: entry({
    data: z.object({ device: z.string(), apps: z.array(z.string()) }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.device} still runs ${d.apps.length === 1 ? 'an app' : `${d.apps.length} apps`} that MycoPod made`,
      because: `${d.apps.join(', ')}. They keep running when MycoPod forgets the device.`,
      fixes: [{ kind: 'advice', text: 'Repeat it with approval to forget them, or remove the apps first.' }],
    }),
  }),
} as const
