import type { Cluster, ClusterDoor } from '../../../shared/model/cluster.ts'
import type { SeenNode } from '../../../shared/model/seen-cluster.ts'
import { doorHost } from './door-url.ts'

const usualPort = '8006'

/**
 * The doors of a cluster with those of all its nodes, as the cluster itself named them over a door that is trusted: their
 * addresses, and their certificates, so that a renewed one is known before it is met. The door a person gave stays first.
 */
export function learnedDoors({ doors }: Pick<Cluster, 'doors'>, nodes: readonly SeenNode[]): ClusterDoor[] {
  const [given, ...others] = doors
  if (given === undefined) return []
  const home = nodeOf(given, nodes)
  const first: ClusterDoor = {
    ...given,
    ...(home && { node: home.name }),
    ...(given.fingerprint !== undefined && home?.fingerprint !== undefined && { fingerprint: home.fingerprint }),
  }
  // A port that was set for the node itself is that of the others too; one that leads through somewhere else is not.
  const port = home?.address === doorHost(given.url) ? new URL(given.url).port : usualPort
  const learned = nodes.flatMap((node): ClusterDoor[] => {
    if (node === home) return []
    const known = others.find(door => door.node === node.name)
    if (node.address === undefined || node.fingerprint === undefined) return known ? [known] : []
    return [{ node: node.name, url: urlOf(node.address, port), fingerprint: node.fingerprint }]
  })
  return [first, ...learned.filter(door => door.url !== first.url)]
}

function nodeOf(door: ClusterDoor, nodes: readonly SeenNode[]): SeenNode | undefined {
  const host = doorHost(door.url)
  return (
    nodes.find(node => node.address === host || node.name === host) ??
    nodes.find(node => node.fingerprint !== undefined && node.fingerprint === door.fingerprint) ??
    nodes.find(node => node.name === door.node) ??
    (nodes.length === 1 ? nodes[0] : undefined)
  )
}

function urlOf(address: string, port: string): string {
  return `https://${address.includes(':') ? `[${address}]` : address}:${port}`
}
