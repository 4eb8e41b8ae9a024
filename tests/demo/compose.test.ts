import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { DeviceSession } from '../../electron/ports/device-access.ts'
import { type OpenHomelab, openHomelab } from './demo-session.ts'

const two = `
services:
  db:
    image: postgres:16-alpine
    environment: { POSTGRES_PASSWORD: "\${PASSWORD:?a password is needed}" }
    volumes: [data:/var/lib/postgresql/data]
    healthcheck: { test: [CMD, pg_isready], interval: 5s }
  web:
    image: gitea/gitea:1.24.6
    ports: ["\${WEB_PORT}:3000"]
    labels: { io.mycopod.app: code }
    depends_on: { db: { condition: service_healthy } }
    deploy: { resources: { limits: { memory: 512m } } }
volumes:
  data: { labels: { io.mycopod.app: code } }
`

describe('the simulated Compose', () => {
  let open: OpenHomelab
  let session: DeviceSession
  let made = 0
  beforeAll(async () => {
    open = await openHomelab({ devices: 2 })
    session = open.session('tower')
  })
  afterAll(() => open.close())

  /** A project of its own in a folder of its own, taken away at the end. */
  async function project(text = two, environment = 'PASSWORD=\'a$b "c" #d\'\nWEB_PORT=3010\n') {
    made += 1
    const name = `p${made}`
    const folder = `/opt/test/${name}`
    const write = (file: string, content: string) =>
      session.run({ argv: ['sh', '-c', 'mkdir -p "$1" && cat >"$1/$2"', 'x', folder, file], input: content })
    await write('compose.yaml', text)
    await write('.env', environment)
    const compose = (...args: readonly string[]) =>
      session.run({
        argv: [
          'docker',
          'compose',
          '-p',
          name,
          '--project-directory',
          folder,
          '-f',
          `${folder}/compose.yaml`,
          '--env-file',
          `${folder}/.env`,
          ...args,
        ],
      })
    const containers = () => session.engine().containers({ 'com.docker.compose.project': name })
    onTestFinished(async () => {
      await compose('down', '-v')
    })
    return { name, compose, containers, write }
  }

  it('brings up services in order, with their names, networks, volumes, limits and health', async () => {
    const { name, compose, containers } = await project()
    const up = await compose('up', '-d')
    expect(up).toMatchObject({ exitCode: 0, out: '' })
    const said = up.err.split('\n').map(line => line.trim())
    const order = [
      ` Network ${name}_default  Created`,
      ` Volume "${name}_data"  Created`,
      ` Container ${name}-db-1  Healthy`,
      ` Container ${name}-web-1  Started`,
    ]
    const places = order.map(line => said.indexOf(line.trim()))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(-1)
    const all = await containers()
    expect(all.map(one => [one.name, one.state, one.health]).toSorted()).toEqual([
      [`${name}-db-1`, 'running', 'healthy'],
      [`${name}-web-1`, 'running', 'none'],
    ])
    expect(all.find(one => one.name.includes('web'))?.memoryLimitBytes).toBe(512 * 1024 * 1024)
    const seen = await session.run({ argv: ['docker', 'inspect', '--format', '{{json .Config.Env}}', `${name}-db-1`] })
    expect(JSON.parse(seen.out)).toEqual(['POSTGRES_PASSWORD=a$b "c" #d'])
  })

  it('makes anew only what differs', async () => {
    const { compose, containers, write } = await project()
    await compose('up', '-d')
    const before = await containers()
    await compose('up', '-d')
    expect((await containers()).map(one => one.id)).toEqual(before.map(one => one.id))
    await write('.env', 'PASSWORD=\'a$b "c" #d\'\nWEB_PORT=3011\n')
    expect((await compose('up', '-d')).err).toContain('web-1  Recreated')
    const after = await containers()
    const idOf = (list: typeof before, service: string) => list.find(one => one.labels['com.docker.compose.service'] === service)?.id
    expect(idOf(after, 'db')).toBe(idOf(before, 'db'))
    expect(idOf(after, 'web')).not.toBe(idOf(before, 'web'))
  })

  it('stops, starts, restarts and takes down; a second time there is nothing to do', async () => {
    const { name, compose, containers } = await project()
    await compose('up', '-d')
    await compose('stop')
    expect((await containers()).map(one => one.state)).toEqual(['exited', 'exited'])
    await compose('start')
    await compose('restart')
    expect((await containers()).map(one => one.state)).toEqual(['running', 'running'])
    expect((await compose('down')).exitCode).toBe(0)
    expect((await session.engine().labelled('com.docker.compose.project', name)).volumes).toEqual([{ name: `${name}_data` }])
    expect((await compose('down', '--volumes')).exitCode).toBe(0)
    await expect(session.engine().labelled('com.docker.compose.project', name)).resolves.toEqual({
      containers: [],
      networks: [],
      volumes: [],
    })
    expect((await compose('down')).err).toContain('No resource found to remove')
  })

  it('does not start what waits for something that fails', async () => {
    const undo = await open.homelab.faults.neverHealthy('postgres')
    onTestFinished(undo)
    const { name, compose, containers } = await project()
    const { exitCode, err } = await compose('up', '-d')
    expect(exitCode).toBe(1)
    expect(err).toContain(`dependency failed to start: container ${name}-db-1 is unhealthy`)
    expect((await containers()).map(one => one.state).toSorted()).toEqual(['created', 'running'])
  })

  it('says that a port is taken, by a container or by a program', async () => {
    const first = await project()
    await first.compose('up', '-d')
    const second = await project()
    const taken = await second.compose('up', '-d')
    expect(taken.exitCode).toBe(1)
    expect(taken.err).toContain('Bind for 0.0.0.0:3010 failed: port is already allocated')
    onTestFinished(await open.homelab.faults.portTaken('tower', 3020))
    const third = await project(two, 'PASSWORD=x\nWEB_PORT=3020\n')
    expect((await third.compose('up', '-d')).err).toContain('listen tcp4 0.0.0.0:3020: bind: address already in use')
  })

  it.each([
    ['services:\n  web: {image: "x:1", ports: ["${WEB_PORT', 'yaml:'],
    ['services:\n  web: {}\n', 'has neither an image nor a build context specified'],
    ['services:\n  web: {image: "x:1", volumes: ["data:/x"]}\n', 'refers to undefined volume data'],
    ['services:\n  web: {image: "x:1", depends_on: [db]}\n', 'depends on undefined service "db"'],
    ['services:\n  a: {image: "x:1", depends_on: [b]}\n  b: {image: "x:1", depends_on: [a]}\n', 'dependency cycle detected'],
    [`services:\n  web: {image: "x:\${MISSING:?it is needed}"}\n`, 'required variable MISSING is missing a value: it is needed'],
  ])('refuses a broken file: %j', async (text, words) => {
    const { compose, containers } = await project(text)
    const { exitCode, err } = await compose('config', '--quiet')
    expect(exitCode).toBe(1)
    expect(err).toContain(words)
    await expect(containers()).resolves.toEqual([])
  })

  it('lists images, services and projects', async () => {
    const { name, compose } = await project()
    expect((await compose('config', '--images')).out.split('\n').toSorted()).toEqual(['', 'gitea/gitea:1.24.6', 'postgres:16-alpine'])
    await compose('up', '-d', '--wait')
    const listed = JSON.parse((await compose('ls', '--format', 'json')).out)
    expect(listed).toContainEqual(expect.objectContaining({ Name: name, Status: 'running(2)' }))
    expect(listed).toContainEqual(expect.objectContaining({ Name: 'media' }))
    expect(
      (await compose('ps', '--format', 'json')).out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).Service),
    ).toEqual(['db', 'web'])
  })
})
