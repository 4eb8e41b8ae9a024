import type { DeviceAccess } from '../../ports/device-access.ts'
import type { Redaction } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'

/**
 * Keys by which MycoPod can log in to guests it makes, in the secret store under `cluster/<id>/guest/<marker>/…`. The marker
 * is what a guest bears in its description, so that a key is never taken for that of another guest with the same number.
 */
export interface GuestKeys {
  /** The public half for a guest that is being made, as a line of authorized_keys; the same one when asked again. */
  publicKey(clusterId: string, marker: string): Promise<string>
  /** The private half, undefined where none was made. */
  find(clusterId: string, marker: string): Promise<string | undefined>
  /** Missing is success. */
  remove(clusterId: string, marker: string): Promise<void>
}

/** Makes the keeper of guests' keys. */
export function createGuestKeys({
  secrets,
  redaction,
  access,
}: {
  readonly secrets: Secrets
  readonly redaction: Redaction
  readonly access: Pick<DeviceAccess, 'makeKey'>
}): GuestKeys {
  const nameOf = (clusterId: string, marker: string, half: 'key' | 'public-key') => `cluster/${clusterId}/guest/${marker}/${half}`

  return {
    publicKey: async (clusterId, marker) => {
      const known = await secrets.get(nameOf(clusterId, marker, 'public-key'))
      if (known !== undefined) return known
      const { privateKey, publicKey } = access.makeKey('mycopod')
      redaction.register(privateKey)
      // The private half first: a public half that is known always has its other half.
      await secrets.set(nameOf(clusterId, marker, 'key'), privateKey)
      await secrets.set(nameOf(clusterId, marker, 'public-key'), publicKey)
      return publicKey
    },
    find: async (clusterId, marker) => {
      const privateKey = await secrets.get(nameOf(clusterId, marker, 'key'))
      if (privateKey !== undefined) redaction.register(privateKey)
      return privateKey
    },
    remove: async (clusterId, marker) => {
      for (const half of ['public-key', 'key'] as const) await secrets.remove(nameOf(clusterId, marker, half))
    },
  }
}
