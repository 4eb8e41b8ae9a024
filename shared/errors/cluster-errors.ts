import { z } from 'zod'
import { entry } from './entry.ts'
import type { Fix } from './problem.ts'

const retry: Fix = { kind: 'retry' }
const inCluster = z.object({ cluster: z.string() })
const changeLogin = (cluster: string): Fix => ({ kind: 'do', action: 'change-cluster-login', label: 'Change login', data: { cluster } })

/** Errors of reaching Proxmox and of what it refuses. */
export const clusterErrors = {
  ClusterUnreachable: entry({
    data: inCluster.extend({ tried: z.array(z.string()) }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `Can’t reach ${d.cluster}`,
      because: `Nothing that speaks Proxmox answered at ${d.tried.join(', ')}.`,
      fixes: [
        { kind: 'advice', text: 'Is it powered on?' },
        { kind: 'advice', text: 'Is the address right? Proxmox usually answers at door 8006.' },
        retry,
      ],
    }),
  }),
  ClusterFingerprintNotAccepted: entry({
    data: z.object({ cluster: z.string(), url: z.string(), fingerprint: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.cluster} shows a certificate that nobody vouches for`,
      because: `This is usual for Proxmox. Its fingerprint is ${d.fingerprint}; Proxmox shows the same under Certificates.`,
      fixes: [{ kind: 'do', action: 'accept-fingerprint', label: 'It is the same', data: { fingerprint: d.fingerprint } }],
    }),
  }),
  ClusterCertificateChanged: entry({
    data: z.object({ cluster: z.string(), url: z.string(), expected: z.string(), seen: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.cluster} shows another certificate than before`,
      because: `At ${d.url} it was ${d.expected} and is now ${d.seen}. It was renewed, or something stands in between. Nothing was sent.`,
      fixes: [
        { kind: 'advice', text: 'Compare it with what Proxmox shows under Certificates before accepting it.' },
        { kind: 'do', action: 'accept-fingerprint', label: 'It was renewed', data: { cluster: d.cluster, fingerprint: d.seen } },
        retry,
      ],
    }),
  }),
  ClusterLoginRefused: entry({
    data: inCluster.extend({ user: z.string(), method: z.enum(['password', 'token', 'code']) }),
    blame: 'user',
    status: 502,
    problem: d => ({
      title: `${d.cluster} did not accept the login of ${d.user}`,
      because: {
        password: 'The user or the password is wrong. The user is written with its realm, for example root@pam.',
        token: 'The token is not known there, has expired, or its secret is wrong.',
        code: 'The code of the second factor is wrong or was used already.',
      }[d.method],
      fixes: [changeLogin(d.cluster), retry],
    }),
  }),
  ClusterCodeNeeded: entry({
    data: inCluster.extend({ user: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.cluster} asks ${d.user} for a second factor`,
      because: 'The login has a code from an app besides its password.',
      fixes: [
        { kind: 'advice', text: 'Type the six digits your authenticator shows. MycoPod can then make a token and never needs one again.' },
      ],
    }),
  }),
  ClusterForbidden: entry({
    data: inCluster.extend({ path: z.string().optional(), privilege: z.string().optional(), role: z.string().optional() }),
    blame: 'user',
    status: 403,
    problem: d => ({
      title: `The login of ${d.cluster} may not do this`,
      because:
        d.privilege === undefined
          ? 'Proxmox refused it for want of a permission.'
          : `Proxmox wants the privilege ${d.privilege}${d.path === undefined ? '' : ` on ${d.path}`}.`,
      fixes: [
        {
          kind: 'advice',
          text: `In Proxmox, under Datacenter and Permissions, give the login ${d.role === undefined ? 'that privilege' : `the role ${d.role}`}${d.path === undefined ? '' : ` on ${d.path}`}.`,
        },
        changeLogin(d.cluster),
        retry,
      ],
    }),
  }),
  ClusterNoQuorum: entry({
    data: inCluster,
    blame: 'world',
    status: 503,
    problem: d => ({
      title: `${d.cluster} has too few nodes online to change anything`,
      because: 'More than half of its nodes have to agree (quorum). Guests keep running, and stopping one still works.',
      fixes: [
        { kind: 'advice', text: 'Bring back the nodes that are off, or their network.' },
        { kind: 'open', to: '/proxmox', label: 'See the nodes' },
        retry,
      ],
    }),
  }),
  NodeDown: entry({
    data: inCluster.extend({ node: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.node} does not answer`,
      because: `The other nodes of ${d.cluster} cannot reach it.`,
      fixes: [{ kind: 'advice', text: 'Is it powered on and connected?' }, retry],
    }),
  }),
  ClusterRefused: entry({
    data: inCluster.extend({ during: z.string(), words: z.string(), fields: z.record(z.string(), z.string()).optional() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.cluster} refused ${d.during}`,
      because:
        d.fields === undefined
          ? `It said: ${d.words}`
          : Object.entries(d.fields)
              .map(([field, words]) => `${field}: ${words}`)
              .join(' '),
      fixes: [retry],
    }),
  }),
  ClusterGarbled: entry({
    data: inCluster.extend({ what: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.cluster} answered something unreadable`,
      because: `MycoPod asked for ${d.what}.`,
      fixes: [{ kind: 'advice', text: 'Is it Proxmox VE 8.4 or newer, and not another page at that address?' }, retry],
    }),
  }),
  OutcomeUnknown: entry({
    data: inCluster.extend({ during: z.string() }),
    blame: 'world',
    status: 504,
    problem: d => ({
      title: `Whether ${d.cluster} did it is not known: ${d.during}`,
      because: 'The connection was lost before it answered.',
      fixes: [{ kind: 'advice', text: 'MycoPod looks before it tries again, so that nothing is done twice.' }, retry],
    }),
  }),
} as const
