import type { ServiceFields } from './compose-schema.ts'

/** Where the data of a mount lies: a named volume, a path of the device, or neither (anonymous, in memory). */
export type Mount =
  | { readonly kind: 'volume'; readonly source: string }
  | { readonly kind: 'bind'; readonly source: string }
  | { readonly kind: 'other' }

type Written = NonNullable<ServiceFields['volumes']>[number]

/** What one entry of `volumes` means. */
export function readMount(written: Written): Mount {
  if (typeof written === 'object') {
    const { type, source = '' } = written
    if (source === '') return { kind: 'other' }
    return type === 'volume' ? { kind: 'volume', source } : type === 'bind' ? { kind: 'bind', source } : { kind: 'other' }
  }
  const parts = /^((?:[^:$]|\$(?:\{[^}]*\})?)+):/.exec(written)
  const source = parts?.[1]
  if (source === undefined) return { kind: 'other' }
  return /^(?:[./~]|\$)/.test(source) ? { kind: 'bind', source } : { kind: 'volume', source }
}
