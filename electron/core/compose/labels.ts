import { isAlias, isMap, isScalar, type YAMLMap } from 'yaml'
import { parseCompose } from './parse-compose.ts'
import type { YamlSource } from './yaml-source.ts'

/** Which app a thing on a device belongs to. */
export const appLabel = 'io.mycopod.app'

/** The labels on everything that belongs to an app. */
export function labelsOf(app: { readonly name: string; readonly id: string }): Readonly<Record<string, string>> {
  return { [appLabel]: app.name, 'io.mycopod.app-id': app.id, 'io.mycopod.managed': 'true' }
}

/**
 * The same compose file with these labels on every service, on every network and volume that is not external, and on the
 * default network; comments and order stay. Errors: ComposeBroken.
 */
export function withLabels(text: string, app: { readonly name: string; readonly id: string }): string {
  const { services, volumes, source } = parseCompose(text, app.name)
  const { document } = source
  const labels = labelsOf(app)
  for (const { name } of services) addLabels(source, ['services', name], labels)
  for (const { name, external } of volumes) if (!external) addLabels(source, ['volumes', name], labels)
  const networks = mapAt(source.value, 'networks')
  for (const [name, network] of Object.entries(networks)) {
    if (mapAt({ network }, 'network').external === undefined) addLabels(source, ['networks', name], labels)
  }
  if (!('default' in networks)) addLabels(source, ['networks', 'default'], labels)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

function addLabels(source: YamlSource, path: readonly [string, string], labels: Readonly<Record<string, string>>): void {
  const { document } = source
  const [section, name] = path
  const parent = ownMap(source, [section])
  const node = ownMap(source, path, parent)
  const existing = mapAt(mapAt(mapAt(source.value, section), name), 'labels')
  node.set('labels', document.createNode({ ...existing, ...labels }))
}

/** The map at a path, made when missing, and made its own where it was an alias of another. */
function ownMap({ document }: YamlSource, path: readonly string[], parent?: YAMLMap): YAMLMap {
  const found = parent ? parent.get(path.at(-1), true) : document.getIn(path, true)
  if (isMap(found)) return found
  const made = isAlias(found) ? found.resolve(document)?.clone() : undefined
  const map = isMap(made) ? made : document.createNode({})
  if (isMap(made)) delete made.anchor
  if (parent) {
    const pair = parent.items.find(item => isScalar(item.key) && String(item.key.value) === path.at(-1))
    if (pair) pair.value = map
    else parent.set(path.at(-1), map)
  } else document.setIn(path, map)
  return map
}

/** A map inside a value; a list of `NAME=VALUE` as a map. */
function mapAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const inner: unknown = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  if (Array.isArray(inner)) {
    return Object.fromEntries(inner.map(entry => [String(entry).split('=', 1)[0] ?? '', String(entry).split('=').slice(1).join('=')]))
  }
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {}
}
