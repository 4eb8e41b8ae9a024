import type { Duplex } from 'node:stream'
import type { DeviceTarget } from '../../ports/device-access.ts'
import type { EngineOver } from '../../ports/engine-door.ts'
import type { LocalAccess } from '../../ports/local-access.ts'
import { localDoor, localSockets } from './local-door.ts'
import { createLocalSession } from './local-session.ts'

const answerLimitMs = 2000

/** Ways to this computer; `environment` says where Docker and the agent are. */
export function createLocalAccess(dependencies: {
  readonly engineOver: EngineOver<Duplex>
  readonly environment: NodeJS.ProcessEnv
}): LocalAccess {
  const { engineOver, environment } = dependencies
  const sockets = localSockets(environment)
  const engineOf = (name: string) => engineOver(localDoor(name, sockets))
  return {
    session: (target: DeviceTarget) => createLocalSession(target, engineOf(target.name)),
    async docker(signal) {
      const limit = AbortSignal.timeout(answerLimitMs)
      const answered = engineOf('this computer').version(signal ? AbortSignal.any([signal, limit]) : limit)
      const answers = await answered.then(
        () => true,
        () => false,
      )
      signal?.throwIfAborted()
      return answers
    },
  }
}
