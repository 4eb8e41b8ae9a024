import { X509Certificate } from 'node:crypto'
import { nodeLoad } from './node-load.ts'
import { nodeResource } from './resources.ts'
import type { Asked, Route } from './route.ts'
import { oneOf, required } from './rules.ts'
import { versionOf } from './version.ts'
import type { PveNode, PveWorld } from './world.ts'

const audit = [['/nodes/{node}', 'Sys.Audit']] as const

/** How many seconds a point stands for, and how many points there are, by span. */
const spans: Readonly<Record<string, readonly [stepSeconds: number, points: number]>> = {
  hour: [60, 60],
  day: [1800, 48],
  week: [10_800, 56],
  month: [43_200, 60],
  year: [604_800, 52],
  decade: [2_592_000, 120],
}

/** Nodes: their list, how they are doing now and over time, and their certificates. */
export const nodeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes',
    handle: ({ world, caller }) =>
      [...world.nodes.values()].map(node => ({
        ...nodeResource(world, node, caller.may(`/nodes/${node.name}`, 'Sys.Audit')),
        ssl_fingerprint: world.certificates.get(node.name)?.fingerprint ?? '',
      })),
  },
  { method: 'GET', path: '/nodes/{node}/status', needs: audit, handle: ({ world, node }) => statusOf(world, node) },
  { method: 'GET', path: '/nodes/{node}/version', handle: ({ world }) => versionOf(world) },
  {
    method: 'GET',
    path: '/nodes/{node}/rrddata',
    needs: audit,
    rules: {
      cf: oneOf('AVERAGE', 'MAX'),
      timeframe: { ...required(oneOf('hour', 'day', 'week', 'month', 'year')), alsoIn: { '9.2': ['decade'] } },
    },
    handle: history,
  },
  {
    method: 'GET',
    path: '/nodes/{node}/certificates/info',
    handle: ({ world, node }) => {
      const files = [
        ['pve-root-ca.pem', world.authority],
        ['pve-ssl.pem', world.certificates.get(node.name)],
      ] as const
      return files.flatMap(([name, certificate]) => (certificate ? [toldCertificate(name, certificate.pem)] : []))
    },
  },
]

function statusOf(world: PveWorld, node: PveNode): Readonly<Record<string, unknown>> {
  const load = nodeLoad(world, node)
  const { version, repoid } = versionOf(world)
  const release = world.version === '8.4' ? '6.8.12-9-pve' : '6.17.2-1-pve'
  const build = '#1 SMP PREEMPT_DYNAMIC PMX'
  const free = node.memoryBytes - load.memoryBytes
  const diskFree = load.diskTotalBytes - load.diskUsedBytes
  return {
    uptime: load.uptimeSeconds,
    cpu: load.cpu,
    wait: 0,
    idle: 0,
    ksm: { shared: 0 },
    loadavg: [1, 0.9, 0.8].map(share => (load.cpu * node.cores * share).toFixed(2)),
    memory: { total: node.memoryBytes, used: load.memoryBytes, free, ...(world.version !== '8.4' && { available: free }) },
    swap: { total: 0, used: 0, free: 0 },
    rootfs: { total: load.diskTotalBytes, used: load.diskUsedBytes, avail: diskFree, free: diskFree },
    pveversion: `pve-manager/${version}/${repoid}`,
    kversion: `Linux ${release} ${build}`,
    'current-kernel': { sysname: 'Linux', release, version: build, machine: 'x86_64' },
    'boot-info': { mode: 'legacy-bios' },
    cpuinfo: {
      cpus: node.cores,
      cores: node.cores,
      sockets: 1,
      model: node.cores > 4 ? '12th Gen Intel(R) Core(TM) i5-12450H' : 'Intel(R) N100',
      ...(world.version !== '8.4' && { vendor: 'GenuineIntel', family: '6' }),
      mhz: '2000.000',
      hvm: '1',
      user_hz: 100,
      flags: 'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat clflush mmx fxsr sse sse2 ss ht vmx aes avx avx2',
    },
  }
}

function history({ world, node, params }: Asked): readonly unknown[] {
  const [step, points] = spans[params.timeframe ?? 'hour'] ?? [60, 60]
  const last = Math.floor(world.time.now() / 1000 / step) * step
  return Array.from({ length: points }, (_, index) => {
    const time = last - (points - 1 - index) * step
    if ((time - step) * 1000 < node.bootedAt) return { time }
    const load = nodeLoad(world, node, time * 1000)
    return {
      time,
      cpu: load.cpu,
      maxcpu: node.cores,
      iowait: 0,
      loadavg: load.cpu * node.cores,
      memtotal: node.memoryBytes,
      memused: load.memoryBytes,
      netin: load.netInBytesPerSecond,
      netout: load.netOutBytesPerSecond,
      roottotal: load.diskTotalBytes,
      rootused: load.diskUsedBytes,
      swaptotal: 0,
      swapused: 0,
    }
  })
}

function toldCertificate(filename: string, pem: string): Readonly<Record<string, unknown>> {
  const certificate = new X509Certificate(pem)
  const slashed = (name: string) => `/${name.split('\n').join('/')}`
  return {
    filename,
    fingerprint: certificate.fingerprint256,
    subject: slashed(certificate.subject),
    issuer: slashed(certificate.issuer),
    san: certificate.subjectAltName?.split(', ').map(name => name.replace(/^[^:]*:/, '')) ?? [],
    notbefore: Math.floor(certificate.validFromDate.getTime() / 1000),
    notafter: Math.floor(certificate.validToDate.getTime() / 1000),
    pem,
    'public-key-type': 'id-ecPublicKey',
    'public-key-bits': 256,
  }
}
