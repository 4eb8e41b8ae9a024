// Makes the lab's images without a registry or an engine: small stand-ins under the names that the recipes pull, and the images that
// faults are made with. usage: images.ts LAB. What is made stays in LAB/images and is made again only when something it depends on changed.
import { execFileSync } from 'node:child_process'
import { createCipheriv, createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { dockerHub, parseImageReference, readStandIns, type StandIn } from './image-list.ts'

const [lab = ''] = process.argv.slice(2)
const here = import.meta.dirname
const recipesFolder = join(here, '../../../recipes')
const scripts = join(here, 'stand-in')
const images = `${lab}/images`
const made = `${lab}/images.part`
const architecture = process.arch === 'x64' ? 'amd64' : process.arch
const mebibyte = 1024 * 1024

interface Layer {
  readonly digest: string
  readonly size: number
  readonly uncompressedDigest: string
}

interface ImageConfig {
  readonly Entrypoint: readonly string[]
  readonly Env?: readonly string[]
  readonly WorkingDir?: string
  readonly ExposedPorts?: Readonly<Record<string, object>>
  readonly Healthcheck?: { readonly Test: readonly string[]; readonly Interval: number; readonly Timeout: number; readonly Retries: number }
}

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

function storeBlob(bytes: Buffer): string {
  const digest = digestOf(bytes)
  writeFileSync(`${made}/blobs/${digest.slice('sha256:'.length)}`, bytes)
  return digest
}

/** A layer of whatever is put into an empty folder; the same files give the same digest. */
function makeLayer(fill: (root: string) => void): Layer {
  const root = `${made}/tree`
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  fill(root)
  const options = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '-C', root, '-c', '.']
  const tar = execFileSync('tar', options, { maxBuffer: 256 * mebibyte })
  const gzipped = gzipSync(tar, { level: 1 })
  return { digest: storeBlob(gzipped), size: gzipped.length, uncompressedDigest: digestOf(tar) }
}

/** Busybox with all its names, a real bash (health checks use its /dev/tcp), and the few files that programs expect. */
function fillBase(root: string) {
  for (const folder of ['bin', 'etc', 'lib', 'lib64', 'root', 'run', 'tmp', 'usr/bin', 'usr/local/bin', 'var'])
    mkdirSync(`${root}/${folder}`, { recursive: true })
  chmodSync(`${root}/tmp`, 0o1777)
  symlinkSync('../run', `${root}/var/run`)
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim()
  copyFileSync(busybox, `${root}/bin/busybox`)
  for (const name of busyboxPrograms()) if (name !== 'busybox') symlinkSync('busybox', `${root}/bin/${name}`)
  copyFileSync('/bin/bash', `${root}/bin/bash`)
  for (const library of execFileSync('ldd', ['/bin/bash'], { encoding: 'utf8' }).match(/\/\S+/g) ?? []) {
    mkdirSync(dirname(root + library), { recursive: true })
    copyFileSync(library, root + library)
  }
  const accounts = ['root:x:0:0::/root', 'www-data:x:33:33::/var/www', 'node:x:1000:1000::/home/node', 'nobody:x:65534:65534::/']
  writeFileSync(`${root}/etc/passwd`, accounts.map(account => `${account}:/bin/sh\n`).join(''))
  writeFileSync(`${root}/etc/group`, accounts.map(account => `${account.split(':').slice(0, 3).join(':')}:\n`).join(''))
  for (const script of ['answer', 'healthy', 'curl', 'entrypoint']) copyFileSync(`${scripts}/${script}`, `${root}/usr/local/bin/${script}`)
}

function busyboxPrograms(): readonly string[] {
  return execFileSync('busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean)
}

/** Bytes that do not compress, the same at every build: what makes a pull take its time. */
function weight(name: string, size: number): Layer {
  return makeLayer(root => {
    const key = createHash('md5').update(name).digest()
    mkdirSync(`${root}/usr/lib/app`, { recursive: true })
    writeFileSync(
      `${root}/usr/lib/app/${name.replaceAll(/\W/g, '-')}`,
      createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size)),
    )
  })
}

function storeImage(reference: string, config: ImageConfig, layers: readonly Layer[]) {
  const { repository, tag } = parseImageReference(reference)
  const description = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created: '2026-01-01T00:00:00Z',
      config: { ...config, Env: ['PATH=/usr/local/bin:/usr/bin:/bin', ...(config.Env ?? [])] },
      rootfs: { type: 'layers', diff_ids: layers.map(layer => layer.uncompressedDigest) },
      history: layers.map(() => ({ created: '2026-01-01T00:00:00Z', created_by: 'the lab' })),
    }),
  )
  const docker = 'application/vnd.docker'
  const manifest = {
    schemaVersion: 2,
    mediaType: `${docker}.distribution.manifest.v2+json`,
    config: { mediaType: `${docker}.container.image.v1+json`, size: description.length, digest: storeBlob(description) },
    layers: layers.map(({ digest, size }) => ({ mediaType: `${docker}.image.rootfs.diff.tar.gzip`, size, digest })),
  }
  mkdirSync(`${made}/tags/${repository}`, { recursive: true })
  writeFileSync(`${made}/tags/${repository}/${tag}`, storeBlob(Buffer.from(JSON.stringify(manifest))))
}

/** Where a program lies that the health check or the compose file names: paths as they are, relative ones below /app, words on the PATH. */
function placeOf(program: string): string {
  if (program.startsWith('/')) return program
  return program.includes('/') ? join('/app', program) : `/usr/local/bin/${program}`
}

/** Links each program, wherever it is looked for, to one of the base's scripts. */
function link(root: string, programs: readonly string[], script: string) {
  for (const place of new Set(programs.map(placeOf))) {
    mkdirSync(dirname(root + place), { recursive: true })
    symlinkSync(`/usr/local/bin/${script}`, root + place)
  }
}

function storeStandIn(standIn: StandIn, base: Layer) {
  const present = new Set(['bash', 'curl', 'exit', ...busyboxPrograms()])
  const isMissing = (program: string) => !present.has(program.replace(/^(\/usr)?\/bin\//, ''))
  const programs = [...standIn.programs, 'pg_isready', 'redis-cli', 'valkey-cli', 'healthcheck.sh']
  const own = makeLayer(root => {
    mkdirSync(`${root}/app`)
    link(root, programs.filter(isMissing), 'healthy')
    link(root, standIn.entrypoints.filter(isMissing), 'entrypoint')
  })
  const heavy = standIn.repository === 'immich-app/immich-server'
  const layers = Array.from({ length: heavy ? 5 : 2 }, (_, index) =>
    weight(`${standIn.repository}:${standIn.tag} ${index}`, (heavy ? 8 : 3) * mebibyte),
  )
  const config: ImageConfig = {
    Entrypoint: ['/usr/local/bin/entrypoint'],
    Env: [`STAND_IN_FOR=${standIn.name}`, `STAND_IN_PORTS=${standIn.ports.join(' ')}`],
    WorkingDir: '/app',
    ExposedPorts: Object.fromEntries(standIn.ports.map(port => [`${port}/tcp`, {}])),
  }
  storeImage(standIn.name, config, [base, ...layers, own])
}

function storeFaultyImages(base: Layer) {
  for (const script of ['never-healthy', 'out-of-memory', 'exits']) {
    const layer = makeLayer(root => {
      mkdirSync(`${root}/usr/local/bin`, { recursive: true })
      copyFileSync(`${scripts}/${script}`, `${root}/usr/local/bin/${script}`)
    })
    const second = 1_000_000_000 // Docker counts nanoseconds
    const Healthcheck = { Test: ['CMD', 'false'], Interval: second, Timeout: second, Retries: 2 }
    storeImage(
      `mycopod-lab/${script}:1`,
      { Entrypoint: [`/usr/local/bin/${script}`], ...(script === 'never-healthy' ? { Healthcheck } : {}) },
      [base, layer],
    )
  }
}

const plain = (name: string): StandIn => ({ ...parseImageReference(name), name, ports: [8080], programs: [], entrypoints: [] })
const standIns = [...readStandIns(recipesFolder), plain('mycopod-lab/hello:1'), plain('mycopod-lab/hello:2')]
const key = createHash('sha256')
for (const file of [
  import.meta.filename,
  ...readdirSync(scripts)
    .sort()
    .map(name => `${scripts}/${name}`),
])
  key.update(readFileSync(file))
const madeFrom = key.update(JSON.stringify(standIns)).digest('hex')

if (!existsSync(`${images}/made-from`) || readFileSync(`${images}/made-from`, 'utf8') !== madeFrom) {
  rmSync(made, { recursive: true, force: true })
  mkdirSync(`${made}/blobs`, { recursive: true })
  const base = makeLayer(fillBase)
  for (const standIn of standIns) storeStandIn(standIn, base)
  storeFaultyImages(base)
  const eight = Array.from({ length: 8 }, (_, index) => weight(`large ${index}`, 6 * mebibyte))
  storeImage('mycopod-lab/large:1', { Entrypoint: ['/usr/local/bin/entrypoint'], Env: ['STAND_IN_FOR=large', 'STAND_IN_PORTS=8080'] }, [
    base,
    ...eight,
  ])
  rmSync(`${made}/tree`, { recursive: true })
  const registries = new Set([dockerHub, 'ghcr.io', 'lscr.io', 'quay.io', ...standIns.map(standIn => standIn.registry)])
  writeFileSync(`${made}/registries`, [...registries, ''].join('\n'))
  writeFileSync(`${made}/made-from`, madeFrom)
  rmSync(images, { recursive: true, force: true })
  renameSync(made, images)
}
