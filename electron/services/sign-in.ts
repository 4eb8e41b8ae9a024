import type { Clock } from '../ports/clock.ts'
import type { Hash } from '../ports/hash.ts'
import type { Randomness } from '../ports/randomness.ts'
import type { Store } from '../ports/store.ts'

/** Links that sign in once, and the sessions they open. Tokens are kept as hashes only. */
export interface SignIn {
  /** A token for a link; it works once, for ten minutes. */
  newLink(): { readonly token: string; readonly expiresAt: number }
  /** Trades a link's token for a session's; nothing for a token that is unknown, used or too old. */
  redeem(linkToken: string): Promise<{ readonly token: string; readonly expiresAt: number } | undefined>
  /** Whose session it is, if it is one. */
  personOf(sessionToken: string): Promise<string | undefined>
}

const linkLastsMs = 10 * 60_000
const sessionLastsMs = 30 * 24 * 3600_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
// 43 characters of 62 are 256 bits.
const tokenLength = 43

/** Sign-in over the stored sessions; links live in memory and end with the program. */
export function createSignIn({
  store,
  hash,
  clock,
  randomness,
}: {
  readonly store: Pick<Store, 'sessions'>
  readonly hash: Hash
  readonly clock: Clock
  readonly randomness: Randomness
}): SignIn {
  const links = new Map<string, number>()
  return {
    newLink() {
      for (const [known, until] of links) if (until <= clock.now()) links.delete(known)
      const token = randomness.text(tokenLength, alphabet)
      const expiresAt = clock.now() + linkLastsMs
      links.set(hash.sha256(token), expiresAt)
      return { token, expiresAt }
    },
    async redeem(linkToken) {
      const key = hash.sha256(linkToken)
      const until = links.get(key)
      links.delete(key)
      if (until === undefined || until <= clock.now()) return undefined
      const token = randomness.text(tokenLength, alphabet)
      const expiresAt = clock.now() + sessionLastsMs
      await store.sessions.trim(clock.now())
      await store.sessions.save({ tokenHash: hash.sha256(token), person: 'You', createdAt: clock.now(), expiresAt })
      return { token, expiresAt }
    },
    async personOf(sessionToken) {
      const session = await store.sessions.find(hash.sha256(sessionToken))
      return session !== undefined && session.expiresAt > clock.now() ? session.person : undefined
    },
  }
}
