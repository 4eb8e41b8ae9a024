import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient, implement, type Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMain } from 'electron'
import { expect, test, vi } from 'vitest'
import { desktopHost } from '../../electron/main/desktop-host.ts'
import { type Contract, contract } from '../../shared/api/contract.ts'
import { settingsSchema } from '../../shared/model/settings.ts'
import { FakeMessageChannel, type FakeMessagePort } from './fake-message-port.ts'

/** A host that answers about its settings, says changes until its caller leaves, and remembers who asked. */
function smallHost() {
  const asked: string[] = []
  let listening = 0
  const calls = implement(contract).$context<{ person: string }>()
  const router = {
    system: {
      settings: calls.system.settings.handler(({ context }) => {
        asked.push(context.person)
        return settingsSchema.parse({ labName: 'Attic' })
      }),
      changes: calls.system.changes.handler(async function* ({ signal }) {
        listening += 1
        try {
          yield { topics: ['jobs' as const] }
          await new Promise(resolve => signal?.addEventListener('abort', resolve, { once: true }))
        } finally {
          listening -= 1
        }
      }),
    },
  } as unknown as Router<Contract, { person: string }>
  const close = vi.fn(async () => undefined)
  const context = { person: 'You' }
  const handler = new RPCHandler(router)
  const host = desktopHost({ serve: port => handler.upgrade(port, { context }), client: createRouterClient(router, { context }), close })
  return { host, asked, close, listening: () => listening }
}

function pageOn(port: FakeMessagePort): ContractRouterClient<Contract> {
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port }))
  port.start()
  return client
}

test('a page gets the contract over its port, as the person at this desk', async () => {
  const { host, asked } = smallHost()
  const { port1, port2 } = new FakeMessageChannel()
  host.connect(port1 as unknown as MessagePortMain)
  expect((await pageOn(port2).system.settings()).labName).toBe('Attic')
  expect(asked).toEqual(['You'])
})

test('what a page listens to ends when its port closes', async () => {
  const { host, listening } = smallHost()
  const { port1, port2 } = new FakeMessageChannel()
  host.connect(port1 as unknown as MessagePortMain)
  const changes = await pageOn(port2).system.changes()
  expect(await changes.next()).toMatchObject({ value: { topics: ['jobs'] } })
  expect(listening()).toBe(1)
  port2.close()
  await expect.poll(() => listening()).toBe(0)
})

test('closing closes the host', async () => {
  const { host, close } = smallHost()
  await host.close()
  expect(close).toHaveBeenCalledOnce()
})
