import type { Redaction } from '../../ports/log.ts'
import type { Randomness } from '../../ports/randomness.ts'
import type { Secrets } from '../../ports/secrets.ts'

interface Ports {
  readonly secrets: Secrets
  readonly redaction: Redaction
}

/** Keeps the password for a guest that is about to be made, until it is; forgetting the cluster forgets it as well. Returns its ticket. */
export async function keepLogin(
  { secrets, redaction, randomness }: Ports & { readonly randomness: Randomness },
  clusterId: string,
  password: string,
): Promise<string> {
  const ticket = `cluster/${clusterId}/new/${randomness.id()}/password`
  redaction.register(password)
  await secrets.set(ticket, password)
  return ticket
}

/** The password that was kept, also after a restart. */
export async function findLogin({ secrets, redaction }: Ports, ticket: string): Promise<string | undefined> {
  const password = await secrets.get(ticket)
  if (password !== undefined) redaction.register(password)
  return password
}

/** Missing is success. */
export async function forgetLogin({ secrets }: Ports, ticket: string): Promise<void> {
  await secrets.remove(ticket)
}
