import { type StandardRPCJsonSerialized, StandardRPCJsonSerializer, StandardRPCSerializer } from '@orpc/client/standard'
import { StandardHandler, StandardRPCCodec, StandardRPCMatcher } from '@orpc/server/standard'
import { WsHandler } from '@orpc/server/ws'
import type { CallContext } from '../handlers/call.ts'
import { router } from '../handlers/router.ts'
import { readable } from './readable.ts'

/**
 * The library looks through every answer for dates, maps and the like, which costs most of a large one. The contract
 * speaks JSON only, so answers leave as they are.
 */
class PlainJson extends StandardRPCJsonSerializer {
  override serialize(data: unknown): StandardRPCJsonSerialized {
    return [data, [], [], []]
  }
}

/** Answers the calls of the contract on a socket. */
export function createSocketHandler(): WsHandler<CallContext> {
  const codec = new StandardRPCCodec(new StandardRPCSerializer(new PlainJson()))
  return new WsHandler(new StandardHandler(router, new StandardRPCMatcher(), codec, { interceptors: [readable] }))
}
