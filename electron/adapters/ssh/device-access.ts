import type { Duplex } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import ssh2 from 'ssh2'
import type { Clock } from '../../ports/clock.ts'
import type { DeviceAccess, DeviceSession, DeviceTarget } from '../../ports/device-access.ts'
import type { EngineOver } from '../../ports/engine-door.ts'
import type { LocalAccess } from '../../ports/local-access.ts'
import type { Log } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Limits } from './open-connection.ts'
import { createSshSession, type SshSession } from './ssh-session.ts'

const usualLimits: Limits = { connectMs: 10_000, loginMs: 20_000, keepAliveMs: 15_000, keepAliveCount: 3 }
const windowsAgent = '\\\\.\\pipe\\openssh-ssh-agent'

/** What device access is made of; `engineOver` and `local` come from the adapters of Docker and of this computer. */
export interface DeviceAccessDependencies {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly engineOver: EngineOver<Duplex>
  readonly local: LocalAccess
  /** Where the SSH agent of this computer listens. The usual place when absent. */
  readonly agentSocket?: string
  readonly limits?: Partial<Limits>
}

interface Kept {
  readonly target: DeviceTarget
  readonly session: DeviceSession
  end(): void
}

/** Ways to devices over SSH, and to this computer. */
export function createDeviceAccess(dependencies: DeviceAccessDependencies): DeviceAccess {
  const { local } = dependencies
  const kept = new Map<string, Kept>()

  const overSsh = (target: DeviceTarget): SshSession =>
    createSshSession(target, {
      ...dependencies,
      agentSocket: dependencies.agentSocket ?? process.env.SSH_AUTH_SOCK ?? (process.platform === 'win32' ? windowsAgent : undefined),
      limits: { ...usualLimits, ...dependencies.limits },
    })

  const make = (target: DeviceTarget): Kept => {
    if (target.kind === 'local') return { target, session: local.session(target), end: () => {} }
    const session = overSsh(target)
    return { target, session, end: session.end }
  }

  const forget = (id: string) => {
    kept.get(id)?.end()
    kept.delete(id)
  }

  return {
    session(target) {
      const known = kept.get(target.id)
      if (known && isDeepStrictEqual(known.target, target)) return known.session
      forget(target.id)
      const made = make(target)
      kept.set(target.id, made)
      return made.session
    },
    async tryLogin(target, signal) {
      const { session, end } = make(target)
      try {
        const { privilege, roundTripMs, hostKey = '' } = await session.connect(signal)
        return { privilege, roundTripMs, hostKey }
      } finally {
        end()
      }
    },
    forget,
    makeKey(comment) {
      for (;;) {
        const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', { comment })
        // One in about 250 that ssh2 1.17 makes cannot be read back: a leading zero byte is lost.
        if (!(ssh2.utils.parseKey(privateKey) instanceof Error)) return { privateKey, publicKey }
      }
    },
    localDocker: signal => local.docker(signal),
    async close() {
      for (const id of [...kept.keys()]) forget(id)
    },
  }
}
