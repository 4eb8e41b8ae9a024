/** Where passwords, keys and tokens are kept. Names look like `device/<id>/password`. Errors: SecretStoreLocked. */
export interface Secrets {
  readonly store: 'keychain' | 'file' | 'memory'
  /** Why this store is in use, as a sentence for Settings. */
  readonly because: string
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
  /** Missing is success. */
  remove(name: string): Promise<void>
  /** Names that begin with the prefix, in order. */
  names(prefix: string): Promise<readonly string[]>
}
