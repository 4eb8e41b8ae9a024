import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { maskEnvironmentFile, readEnvironmentFile, renderEnvironmentFile } from '../../electron/core/compose/environment-file.ts'
import { images, isPinned } from '../../electron/core/compose/images.ts'
import { interpolate, variablesOf } from '../../electron/core/compose/interpolate.ts'
import { labelsOf, withLabels } from '../../electron/core/compose/labels.ts'
import { bindFolders, hostPaths, namedVolumes } from '../../electron/core/compose/mounts.ts'
import { parseCompose } from '../../electron/core/compose/parse-compose.ts'
import { publishedPorts } from '../../electron/core/compose/published-ports.ts'
import { variables } from '../../electron/core/compose/variables.ts'
import { AppError } from '../../shared/errors/app-error.ts'

const values: Readonly<Record<string, string>> = { SET: 'value', EMPTY: '', NAME: 'b' }
const lookup = (name: string) => values[name]

describe('variables are filled in as Compose does', () => {
  test.each([
    ['plain', 'plain'],
    [`$SET and \${SET}`, 'value and value'],
    [`$$SET \${SET}$$`, '$SET value$'],
    [`\${GONE:-default} \${EMPTY:-default} \${SET:-default}`, 'default default value'],
    [`\${GONE-default} \${EMPTY-default}`, 'default '],
    [`\${GONE:-{a}b}`, '{a}b'],
    [`\${GONE:-\${NAME}z}`, 'bz'],
    [`\${GONE-$$x}`, '$x'],
    [`\${SET:+there} \${EMPTY:+there} \${EMPTY+there}`, 'there  there'],
    [`\${SET:?needed} \${SET?needed}`, 'value value'],
    [`\${GONE}|$GONE`, '|'],
    ['$1 a $ b $} end$', '$1 a $ b $} end$'],
    [`$\${SET`, `\${SET`],
  ])('%s', (text, value) => {
    expect(interpolate(text, lookup)).toEqual({ value })
  })

  test.each([`\${`, `\${1}`, `\${SET`, `\${SET!}`, `\${GONE:?say it}`, `\${EMPTY:?say it}`, `\${GONE?}`])('%s is refused', text => {
    expect(interpolate(text, lookup)).toHaveProperty('fault')
  })

  test('a text without a dollar sign is itself, and doubled signs come back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(interpolate(text.replaceAll('$', '$$$$'), lookup)).toEqual({ value: text })
      }),
    )
  })

  test('names are found also inside defaults', () => {
    expect(variablesOf(`$A \${B:-\${C:-$D}} $$E \${A}`)).toEqual(['A', 'B', 'C', 'D'])
  })
})

describe('the environment file', () => {
  const anyValue = fc.string({ unit: 'binary' }).filter(text => !text.includes('\0') && text.isWellFormed())
  const anyKey = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/)

  test('reads back exactly what was written, one line a value', () => {
    fc.assert(
      fc.property(fc.dictionary(anyKey, anyValue, { noNullPrototype: true }), written => {
        const text = renderEnvironmentFile(written)
        expect(readEnvironmentFile(text)).toEqual(written)
        expect(text.split('\n')).toHaveLength(Object.keys(written).length + 1)
      }),
    )
  })

  test('hides only the values of the keys named', () => {
    const text = renderEnvironmentFile({ A: 'open', PASSWORD: 'secret\n"$x' })
    expect(maskEnvironmentFile(text, ['PASSWORD'])).toBe('A="open"\nPASSWORD="••••••"\n')
  })
})

const sample = `
x-logging: &logging { driver: local }
services:
  web:
    image: ghcr.io/a/web:\${VERSION:-1.2}
    logging: *logging
    ports: ["\${WEB_PORT}:80", "127.0.0.1:5353:53/udp", "7000-7002:7000-7002", "9000"]
    volumes: [data:/data, ./files:/files:ro, /var/run/docker.sock:/var/run/docker.sock, "\${ROOT:-/mnt}/x:/x", /anonymous]
    depends_on: { db: { condition: service_healthy } }
  db: # comment
    image: postgres:16
    labels: ["mine=1"]
    volumes:
      - { type: volume, source: db, target: /var/lib/postgresql/data }
      - { type: bind, source: ./init, target: /init }
volumes: { data: , db: { name: fixed }, other: { external: true } }
networks: { front: { external: true } }
`

describe('a compose file', () => {
  const compose = parseCompose(sample, 'wiki')
  const filled = (name: string) => ({ WEB_PORT: '8080' })[name]

  test('says its images, variables, ports and data', () => {
    expect(images(sample)).toEqual(['ghcr.io/a/web:1.2', 'postgres:16'])
    expect(variables(sample, 'wiki')).toEqual(['VERSION', 'WEB_PORT', 'ROOT'])
    expect(publishedPorts(compose, filled).map(port => `${port.host}>${port.container}/${port.protocol}`)).toEqual([
      '8080>80/tcp',
      '5353>53/udp',
      '7000>7000/tcp',
      '7001>7001/tcp',
      '7002>7002/tcp',
    ])
    expect(namedVolumes(compose)).toEqual(['data', 'db'])
    expect(bindFolders(compose, filled)).toEqual(['./files', './init'])
    expect(hostPaths(compose, filled)).toEqual(['/var/run/docker.sock', '/mnt/x'])
  })

  test('gets labels on all that is its own, and keeps comments', () => {
    const app = { name: 'wiki', id: 'id1' }
    const text = withLabels(sample, app)
    const made = parse(text, { merge: true })
    const labels = labelsOf(app)
    expect(made.services.web.labels).toEqual(labels)
    expect(made.services.db.labels).toEqual({ mine: '1', ...labels })
    expect([made.volumes.data.labels, made.volumes.db.labels, made.networks.default.labels]).toEqual([labels, labels, labels])
    expect(made.volumes.other).toEqual({ external: true })
    expect(made.networks.front).toEqual({ external: true })
    expect(made.services.web.ports).toEqual(parse(sample).services.web.ports)
    expect(text).toContain('# comment')
    expect(withLabels(text, app)).toBe(text)
  })

  test('labels reach services that are aliases or merged', () => {
    const text = withLabels('services:\n  a: &a {image: "x:1", labels: {own: "1"}}\n  b: *a\n  c: {<<: *a, image: "y:2"}\n', {
      name: 'n',
      id: 'i',
    })
    const made = parse(text, { merge: true })
    for (const service of ['a', 'b', 'c']) expect(made.services[service].labels).toEqual({ own: '1', ...labelsOf({ name: 'n', id: 'i' }) })
    expect(made.services.c.image).toBe('y:2')
  })

  test.each([
    ['services:\n  web: {image: a:1\n', 3],
    ['services: 1', 1],
    ['[]', undefined],
    ['services: {}', 1],
    ['service:\n  web: {image: a:1}', 1],
    ['services:\n  web:\n    imagine: a:1', 3],
    ['services:\n  web:\n    image: a:1\n    build: .', 4],
    ['services:\n  web:\n    ports: ["80:80"]', 2],
    ['services:\n  we b: {image: a:1}', 2],
    ['services:\n  web:\n    image: a:1\n    depends_on: [db]', 4],
    ['services:\n  web:\n    image: a:1\n    volumes: ["data:/data"]', 4],
    ['services:\n  web:\n    image: a:1\n    networks: [front]', 4],
    ['services:\n  web:\n    image: a:1\n    ports: ["x:80"]', 4],
    ['services:\n  web:\n    image: a:1\n    ports: ["99999:80"]', 4],
    ['services:\n  web:\n    image: a:1\n    environment: [1, 2]', 4],
    ['services:\n  web:\n    image: a:1\n    env_file: other.env', 4],
    [`services:\n  web:\n    image: a:1\n    command: "\${1}"`, undefined],
    ['services:\n  web:\n    image: a:1\n    image: b:1', 4],
    ['include: [other.yaml]\nservices: {web: {image: a:1}}', 1],
    ['services: {web: {image: a:1}}\nconfigs:\n  c: {file: ./x}', 3],
  ])('is refused with its line: %j', (text, line) => {
    const refusal = (() => {
      try {
        parseCompose(text, 'wiki')
      } catch (error) {
        if (error instanceof AppError && error.is('ComposeBroken')) return error.data
        throw error
      }
      return undefined
    })()
    expect(refusal).toMatchObject({ app: 'wiki', reason: expect.stringMatching(/\.$/) })
    expect(refusal?.line).toBe(line)
  })

  test('no text makes it fail otherwise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constantFrom('services: &a [*a]', '? [1]: 2', 'a: *b')), text => {
        try {
          parseCompose(text, 'wiki')
        } catch (error) {
          expect(error).toMatchObject({ code: 'ComposeBroken' })
        }
      }),
    )
  })
})

test('an image is pinned by a version or a digest', () => {
  expect(['a:1', 'host:5000/a:1.2', 'a@sha256:00', 'a:1@sha256:00'].every(isPinned)).toBe(true)
  expect(['a', 'a:latest', 'host:5000/a'].some(isPinned)).toBe(false)
})
