import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { useStore } from 'zustand'
import type { Contract } from '../../shared/api/contract.ts'
import { type ConnectionState, createConnection } from './connection.ts'
import { onDesktop, openPipe } from './pipe.ts'

/** The connection of this window. */
export const connection = createConnection({
  open: openPipe,
  probe: link => link.call(['system', 'settings'], undefined, { context: {} }),
  isSignedOut: onDesktop ? async () => false : isSignedOut,
  now: Date.now,
  wait: ms => new Promise(resolve => setTimeout(resolve, ms)),
  random: Math.random,
})

/** Every call of the contract, typed. */
export const client: ContractRouterClient<Contract> = createORPCClient(connection.link)

/** Where the connection stands, live. */
export function useConnection(): ConnectionState {
  return useStore(connection.state)
}

/** A socket that is refused does not say why; a plain question to the same address does. */
async function isSignedOut(): Promise<boolean> {
  try {
    return (await fetch('/rpc', { cache: 'no-store' })).status === 401
  } catch {
    return false
  }
}
