import { access, constants } from 'node:fs/promises'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Duplex } from 'node:stream'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { EngineDoor } from '../../ports/engine-door.ts'

/** Where Docker may listen on this computer, likeliest first: where DOCKER_HOST says and nowhere else, or the usual places. */
export function localSockets(environment: NodeJS.ProcessEnv): readonly string[] {
  const told = environment.DOCKER_HOST
  if (told?.startsWith('unix://')) return [told.slice('unix://'.length)]
  if (process.platform === 'win32') return ['//./pipe/docker_engine']
  const ownFolder = environment.XDG_RUNTIME_DIR
  return ['/var/run/docker.sock', ...(ownFolder ? [join(ownFolder, 'docker.sock')] : [])]
}

/** The way to this computer's engine. */
export function localDoor(device: string, sockets: readonly string[]): EngineDoor<Duplex> {
  const reach = async (): Promise<Duplex | AppError> => {
    const codes: unknown[] = []
    for (const path of sockets) {
      const outcome = await open(path)
      if ('write' in outcome) return outcome
      codes.push(outcome.code)
    }
    if (codes.includes('EACCES')) return new AppError('DockerForbidden', { device, user: userInfo().username })
    const installed = codes.includes('ECONNREFUSED') || (await onPath('dockerd'))
    return new AppError(installed ? 'DockerStopped' : 'DockerMissing', { device })
  }
  return {
    device,
    async dial() {
      const outcome = await reach()
      if (outcome instanceof AppError) throw outcome
      return outcome
    },
    async failure() {
      const outcome = await reach()
      if (outcome instanceof AppError) return outcome
      outcome.destroy()
      return new AppError('DockerStopped', { device })
    },
  }
}

function open(path: string): Promise<Duplex | { readonly code: unknown }> {
  return new Promise(resolve => {
    const socket = connect(path)
    const failed = (error: NodeJS.ErrnoException) => resolve({ code: error.code })
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      resolve(socket)
    })
  })
}

async function onPath(program: string): Promise<boolean> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const found = await Promise.allSettled(folders.map(folder => access(join(folder, program), constants.X_OK)))
  return found.some(({ status }) => status === 'fulfilled')
}
