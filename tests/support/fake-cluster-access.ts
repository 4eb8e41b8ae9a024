import type { ClusterAccess, ClusterLogin, ClusterSession, ClusterTarget } from '../../electron/ports/cluster-access.ts'
import { AppError } from '../../shared/errors/app-error.ts'
import type { SeenCluster, SeenGuest, SeenNode, SeenStorage } from '../../shared/model/seen-cluster.ts'

/** A made-up cluster: change its fields and it behaves so from the next call on. */
export interface FakeCluster {
  seen: SeenCluster
  up: boolean
  /** Takes questions and never answers, until they are cancelled. */
  hangs: boolean
  /** The certificate shown at each URL. */
  readonly certificates: Map<string, string>
  trusted: boolean
  readonly passwords: Map<string, string>
  /** Users that need a code. */
  readonly codes: Map<string, string>
  readonly tokens: Map<string, string>
  /** Guests as they truly are, where the list is behind. */
  readonly truth: Map<number, SeenGuest | undefined>
  overviews: number
  /** Privileges of the roles that were made. */
  readonly roles: Map<string, readonly string[]>
  /** Answers of calls beyond these. */
  session: Partial<ClusterSession>
}

/** Ways to one made-up cluster, that keep what the port promises about certificates and logins. */
export interface FakeClusterAccess extends ClusterAccess {
  readonly cluster: FakeCluster
  /** Targets that were not forgotten. */
  open(): readonly ClusterTarget[]
}

/** A fingerprint of the right form, different for each pair of digits. */
export function fingerprintOf(pair: string): string {
  return Array.from({ length: 32 }, () => pair).join(':')
}

export const node = (name: string, more: Partial<SeenNode> = {}): SeenNode => ({
  name,
  online: true,
  address: `10.0.0.${name.replace(/\D/g, '')}`,
  fingerprint: fingerprintOf(`A${name.replace(/\D/g, '')}`),
  cores: 8,
  cpuFraction: 0.1,
  memoryUsedBytes: 8e9,
  memoryTotalBytes: 32e9,
  ...more,
})

export const guest = (vmid: number, name: string, more: Partial<SeenGuest> = {}): SeenGuest => ({
  vmid,
  name,
  type: 'lxc',
  node: 'pve1',
  state: 'running',
  template: false,
  tags: [],
  highlyAvailable: false,
  memoryUsedBytes: 1e9,
  memoryTotalBytes: 2e9,
  ...more,
})

export const storage = (name: string, on: string, more: Partial<SeenStorage> = {}): SeenStorage => ({
  name,
  node: on,
  kind: 'dir',
  shared: false,
  available: true,
  content: ['images'],
  usedBytes: 1e9,
  totalBytes: 1e10,
  ...more,
})

/** Makes the ways to a healthy cluster `home` of two nodes, whose first door is https://10.0.0.1:8006. */
export function createFakeClusterAccess(): FakeClusterAccess {
  const sessions = new Map<string, ClusterTarget>()
  const loggedIn = new Set<string>()
  const cluster: FakeCluster = {
    seen: {
      name: 'home',
      quorate: true,
      nodes: [node('pve1'), node('pve2')],
      guests: [guest(101, 'pihole'), guest(100, 'web-01', { type: 'vm', node: 'pve2', tags: ['mycopod'] })],
      storages: [storage('local', 'pve1'), storage('local', 'pve2')],
      tasks: [],
    },
    up: true,
    hangs: false,
    certificates: new Map([1, 2].map(number => [`https://10.0.0.${number}:8006`, fingerprintOf(`A${number}`)])),
    trusted: false,
    passwords: new Map([['root@pam', 'pve-password']]),
    codes: new Map(),
    tokens: new Map(),
    truth: new Map(),
    overviews: 0,
    roles: new Map(),
    session: {},
  }

  function knock({ name, doors }: ClusterTarget): void {
    const reached = cluster.up ? doors.find(door => cluster.certificates.has(door.url)) : undefined
    if (!reached) throw new AppError('ClusterUnreachable', { cluster: name, tried: doors.map(door => new URL(door.url).hostname) })
    const seen = cluster.certificates.get(reached.url) ?? ''
    if (reached.fingerprint === undefined && !cluster.trusted)
      throw new AppError('ClusterFingerprintNotAccepted', { cluster: name, url: reached.url, fingerprint: seen })
    if (reached.fingerprint !== undefined && reached.fingerprint !== seen)
      throw new AppError('ClusterCertificateChanged', { cluster: name, url: reached.url, expected: reached.fingerprint, seen })
  }

  function logIn({ name, login }: ClusterTarget): void {
    if (login.method === 'token') {
      if (cluster.tokens.get(login.tokenId) !== login.secret)
        throw new AppError('ClusterLoginRefused', { cluster: name, user: login.tokenId, method: 'token' })
      return
    }
    if (cluster.passwords.get(login.user) !== login.password)
      throw new AppError('ClusterLoginRefused', { cluster: name, user: login.user, method: 'password' })
    const code = cluster.codes.get(login.user)
    if (code === undefined || loggedIn.has(ticketOf(login))) return
    if (login.code === undefined) throw new AppError('ClusterCodeNeeded', { cluster: name, user: login.user })
    if (login.code !== code) throw new AppError('ClusterLoginRefused', { cluster: name, user: login.user, method: 'code' })
    loggedIn.add(ticketOf(login))
  }

  function answer<T>(target: ClusterTarget, value: () => T, signal?: AbortSignal): Promise<T> {
    if (cluster.hangs) return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    return Promise.resolve().then(() => {
      signal?.throwIfAborted()
      knock(target)
      logIn(target)
      return value()
    })
  }

  function session(target: ClusterTarget): ClusterSession {
    sessions.set(target.id, target)
    const known: Partial<ClusterSession> = {
      overview: signal => {
        cluster.overviews += 1
        return answer(target, () => cluster.seen, signal)
      },
      version: signal => answer(target, () => '9.2.1', signal),
      find: (vmid, signal) =>
        answer(
          target,
          () => (cluster.truth.has(vmid) ? cluster.truth.get(vmid) : cluster.seen.guests.find(each => each.vmid === vmid)),
          signal,
        ),
      makeToken: (role, signal) =>
        answer(
          target,
          () => {
            cluster.roles.set(role.name, role.privileges)
            cluster.tokens.set('mycopod@pve!mycopod', 'token-secret')
            return { tokenId: 'mycopod@pve!mycopod', secret: 'token-secret' }
          },
          signal,
        ),
    }
    // As late as the call, so that a test may say what is answered after the session was made; a promise asks for `then`.
    return new Proxy(known as ClusterSession, {
      get: (_, name: keyof ClusterSession | 'then') => (name === 'then' ? undefined : (cluster.session[name] ?? known[name])),
    })
  }

  return {
    cluster,
    open: () => [...sessions.values()],
    session,
    lookAt: async url => {
      const fingerprint = cluster.up ? cluster.certificates.get(url) : undefined
      const { hostname } = new URL(url)
      if (fingerprint === undefined) throw new AppError('ClusterUnreachable', { cluster: hostname, tried: [hostname] })
      return { fingerprint, trusted: cluster.trusted }
    },
    tryLogin: target => answer(target, () => ({ version: '9.2.1' })),
    forget: id => {
      const target = sessions.get(id)
      sessions.delete(id)
      if (target?.login.method === 'password') loggedIn.delete(ticketOf(target.login))
    },
    close: async () => sessions.clear(),
  }
}

function ticketOf({ user, password }: Extract<ClusterLogin, { method: 'password' }>): string {
  return `${user} ${password}`
}
