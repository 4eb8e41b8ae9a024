import { createConnection } from 'node:net'
import ssh2, { type AnyAuthMethod, type AuthHandlerMiddleware, type ParsedKey } from 'ssh2'
import { AppError } from '../../../shared/errors/app-error.ts'
import type { DeviceTarget, Login } from '../../ports/device-access.ts'

/** What is offered to the device, one after the other; rejects with KeyUnreadable or AgentUnavailable before anything is sent. */
export async function loginAttempts(target: DeviceTarget, agentSocket: string | undefined): Promise<AuthHandlerMiddleware> {
  const attempts = await attemptsFor(target.login, target.user, agentSocket)
  let next = 0
  // ssh2 calls with the methods that the device still takes: null at first.
  return (methodsLeft: readonly string[] | null, _partial, give) => {
    const attempt = attempts[next]
    next += 1
    // A device that takes passwords and refused this one is not asked again in another way: it counts the failures.
    const fallback = next === 2 && target.login.method === 'password'
    const wanted = !fallback || (!methodsLeft?.includes('password') && methodsLeft?.includes('keyboard-interactive'))
    give(attempt && wanted ? attempt : (false as never))
  }
}

async function attemptsFor(login: Login, username: string, agentSocket: string | undefined): Promise<readonly AnyAuthMethod[]> {
  switch (login.method) {
    case 'password':
      return [
        { type: 'password', username, password: login.password },
        {
          type: 'keyboard-interactive',
          username,
          prompt: (_name, _instructions, _language, prompts, answer) => answer(prompts.map(prompt => (prompt.echo ? '' : login.password))),
        },
      ]
    case 'key':
      return [{ type: 'publickey', username, key: readKey(login.privateKey, login.passphrase) }]
    case 'agent':
      return [{ type: 'agent', username, agent: await livingAgent(agentSocket) }]
    case 'none':
      return [{ type: 'none', username }]
  }
}

function readKey(text: string, passphrase: string | undefined): ParsedKey {
  const plain = parse(text)
  if (!(plain instanceof Error)) return plain
  // A key that can be read but not opened says so; everything else is not one.
  if (!/passphrase/i.test(plain.message)) throw new AppError('KeyUnreadable', { reason: 'not-a-key' })
  if (!passphrase) throw new AppError('KeyUnreadable', { reason: 'passphrase-missing' })
  const opened = parse(text, passphrase)
  if (opened instanceof Error) throw new AppError('KeyUnreadable', { reason: 'passphrase-wrong' })
  return opened
}

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const parsed: ParsedKey | readonly ParsedKey[] | Error = ssh2.utils.parseKey(`${text.trim()}\n`, passphrase)
  const key = Array.isArray(parsed) ? parsed[0] : parsed
  return key instanceof Error || key?.isPrivateKey() ? key : new Error('not a private key')
}

function livingAgent(socketPath: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!socketPath) return reject(new AppError('AgentUnavailable', {}))
    const socket = createConnection(socketPath)
    socket.once('connect', () => {
      socket.destroy()
      resolve(socketPath)
    })
    socket.once('error', cause => reject(new AppError('AgentUnavailable', {}, { cause })))
  })
}
