import type { IncomingMessage, ServerResponse } from 'node:http'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { BodyLimitPlugin } from '@orpc/server/node'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../../shared/api/contract.ts'
import type { Host } from '../host/create-host.ts'
import { largestRequest, readable } from '../host/readable.ts'

const prefix = '/api/v1'

/** The REST face of the contract. */
export interface Rest {
  /** Answers a call; false when no call has this address. */
  answer(request: IncomingMessage, response: ServerResponse, context: ReturnType<Host['context']>): Promise<boolean>
  /** The OpenAPI document, made from the contract. */
  document(): Promise<unknown>
}

/** Makes the REST face; its libraries are read when it is first asked. */
export function createRest(host: Pick<Host, 'router' | 'version'>): Rest {
  const handler = new OpenAPIHandler(host.router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: largestRequest })],
    interceptors: [readable],
  })
  let made: Promise<unknown> | undefined
  return {
    answer: async (request, response, context) => (await handler.handle(request, response, { prefix, context })).matched,
    document: () => {
      made ??= new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
        info: { title: 'MycoPod', version: host.version },
        servers: [{ url: prefix }],
        security: [{ session: [] }],
        components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'mycopod_session' } } },
      })
      return made
    },
  }
}
