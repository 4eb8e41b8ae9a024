import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import type { PveCertificate, PveNode } from './world.ts'

/** A certificate with its key. */
export interface KeyedCertificate extends PveCertificate {
  readonly key: string
}

const yearMs = 365 * 24 * 3600 * 1000

/** Makes the authority of a cluster, which nobody else vouches for; `now` in milliseconds. */
export function makeAuthority(now: number): Promise<KeyedCertificate> {
  const owner = [
    { name: 'commonName', value: 'Proxmox Virtual Environment' },
    { name: 'organizationName', value: 'PVE Cluster Manager CA' },
  ]
  return make(owner, now, {
    notAfterDate: new Date(now + 10 * yearMs),
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  })
}

/** Makes the certificate of a node, signed by its cluster's authority; `now` in milliseconds. */
export function makeCertificate(
  { name, address }: Pick<PveNode, 'name' | 'address'>,
  { key, pem: cert }: KeyedCertificate,
  now: number,
): Promise<KeyedCertificate> {
  const owner = [
    { shortName: 'OU', value: 'PVE Cluster Node' },
    { name: 'organizationName', value: 'Proxmox Virtual Environment' },
    { name: 'commonName', value: `${name}.home.arpa` },
  ]
  const names = ['localhost', name, `${name}.home.arpa`].map(value => ({ type: 2 as const, value }))
  return make(owner, now, {
    ca: { key, cert },
    notAfterDate: new Date(now + 2 * yearMs),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: address }, ...names] }],
  })
}

async function make(
  owner: Parameters<typeof generate>[0],
  now: number,
  options: NonNullable<Parameters<typeof generate>[1]>,
): Promise<KeyedCertificate> {
  const since = { notBeforeDate: new Date(now - yearMs / 12) }
  const made = await generate(owner, { keyType: 'ec', algorithm: 'sha256', ...since, ...options })
  return { key: made.private, pem: made.cert, fingerprint: new X509Certificate(made.cert).fingerprint256 }
}
