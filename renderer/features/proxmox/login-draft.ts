import { type ClusterLoginInput, clusterLoginInputSchema } from '../../../shared/model/cluster.ts'

/** A login as it is being typed. */
export interface LoginDraft {
  readonly method: ClusterLoginInput['method']
  readonly user: string
  readonly password: string
  /** Of a second factor; asked for only where Proxmox asks. */
  readonly code: string
  readonly tokenId: string
  readonly secret: string
}

/** A login of which nothing is typed yet. */
export const emptyDraft: LoginDraft = { method: 'password', user: 'root@pam', password: '', code: '', tokenId: '', secret: '' }

/** What was typed as a login; nothing while something is missing or cannot be right. */
export function loginOf(draft: LoginDraft): ClusterLoginInput | undefined {
  const { method, password, secret } = draft
  const code = draft.code.replace(/\s/g, '')
  const read = clusterLoginInputSchema.safeParse(
    method === 'password'
      ? { method, user: withRealm(draft.user), password, ...(code !== '' && { code }) }
      : { method, tokenId: draft.tokenId, secret: secret.trim() },
  )
  return read.success ? read.data : undefined
}

/** Proxmox knows users by name and realm; a bare name is one of the computer itself. */
function withRealm(user: string): string {
  const name = user.trim()
  return name === '' || name.includes('@') ? name : `${name}@pam`
}
