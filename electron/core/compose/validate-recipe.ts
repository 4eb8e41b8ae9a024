import { AppError } from '../../../shared/errors/app-error.ts'
import type { Manifest } from '../../../shared/model/recipe.ts'
import { isPinned } from './images.ts'
import { bindFolders, hostPaths, namedVolumes } from './mounts.ts'
import { type Compose, type ComposeService, parseCompose } from './parse-compose.ts'
import { publishedPorts } from './published-ports.ts'
import { faultOf } from './setting-values.ts'
import { givenVariables, portVariable, variables } from './variables.ts'

type Fault = { readonly file: 'manifest.yaml' | 'compose.yaml'; readonly reason: string; readonly line?: number | undefined }

const manifestFault = (reason: string): Fault => ({ file: 'manifest.yaml', reason })

/** Checks that manifest and compose file belong together and are safe to run. Errors: RecipeBroken with the file and the line. */
export function validateRecipe(manifest: Manifest, text: string): void {
  const { slug: recipe } = manifest
  try {
    const compose = parseCompose(text, recipe)
    const [fault] = [
      ...faultsOfSettings(manifest),
      ...faultsOfVariables(manifest, compose, text),
      ...faultsOfServices(manifest, compose),
      ...faultsOfData(manifest, compose),
      ...faultsOfNotes(manifest, compose),
    ]
    if (!fault) return
    const { line, ...rest } = fault
    throw new AppError('RecipeBroken', { recipe, ...rest, ...(line !== undefined && { line }) })
  } catch (error) {
    if (!(error instanceof AppError) || !error.is('ComposeBroken')) throw error
    const { reason, line } = error.data
    throw new AppError('RecipeBroken', { recipe, file: 'compose.yaml', reason, ...(line !== undefined && { line }) })
  }
}

function* faultsOfSettings({ settings, ports, firstSteps }: Manifest): Generator<Fault> {
  const names = [...settings.map(setting => setting.key), ...ports.map(port => portVariable(port.id))]
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) yield manifestFault(`${twice} is there twice.`)
  for (const setting of settings) {
    const { key, kind, generate, options = [], pattern } = setting
    if (/^(?:PATH|HOME|COMPOSE_.*|DOCKER_.*)$/.test(key)) yield manifestFault(`${key} means something to Compose itself; use another name.`)
    if (generate && kind !== 'password') yield manifestFault(`${key} is generated, so its kind has to be password.`)
    if (kind === 'choice' && options.length < 2) yield manifestFault(`${key} is a choice and has fewer than two options.`)
    if (pattern !== undefined && !isPattern(pattern)) yield manifestFault(`The pattern of ${key} is no regular expression.`)
    else if (setting.default !== undefined && faultOf(setting, setting.default) !== undefined)
      yield manifestFault(`The default of ${key} is not right: ${faultOf(setting, setting.default)}`)
  }
  for (const step of firstSteps) {
    for (const [, name = ''] of step.matchAll(/\{(\w+)\}/g)) {
      if (name !== 'url' && !settings.some(setting => setting.key === name))
        yield manifestFault(`A first step names {${name}}, which is no setting.`)
    }
  }
}

function* faultsOfVariables({ slug, settings, ports }: Manifest, compose: Compose, text: string): Generator<Fault> {
  const used = variables(text, slug)
  const defined = new Set<string>([...settings.map(setting => setting.key), ...ports.map(port => portVariable(port.id)), ...givenVariables])
  for (const name of used) {
    if (defined.has(name)) continue
    const line = text.split('\n').findIndex(written => written.includes(name)) + 1
    yield { file: 'compose.yaml', reason: `The variable ${name} is no setting and no port of the manifest.`, line }
  }
  for (const { key } of settings) if (!used.includes(key)) yield manifestFault(`The setting ${key} is used nowhere in compose.yaml.`)
  for (const { id, service, container, protocol } of ports) {
    const probe = 61_234
    const variable = portVariable(id)
    const published = publishedPorts(compose, name => (name === variable ? String(probe) : '61235'))
    const found = published.some(
      port => port.host === probe && port.service === service && port.container === container && port.protocol === protocol,
    )
    if (!found)
      yield manifestFault(`The port ${id}: compose.yaml does not publish ${container}/${protocol} of ${service} as \${${variable}}.`)
  }
}

function* faultsOfServices({ health, ports, web }: Manifest, compose: Compose): Generator<Fault> {
  const services = compose.services.map(service => service.name)
  const isPort = (id: string) => ports.some(port => port.id === id)
  if (!services.includes(health.service)) yield manifestFault(`health.service: there is no service ${health.service} in compose.yaml.`)
  if (health.http && !isPort(health.http.port)) yield manifestFault(`health.http.port: there is no port ${health.http.port}.`)
  if (web && !isPort(web.port)) yield manifestFault(`web.port: there is no port ${web.port}.`)
  for (const { name, image } of compose.services) {
    if (isPinned(image)) continue
    const line = compose.source.lineOf(['services', name, 'image'])
    yield { file: 'compose.yaml', reason: `The image ${image} of ${name} is not pinned: it needs a version other than latest.`, line }
  }
}

function* faultsOfData({ data }: Manifest, compose: Compose): Generator<Fault> {
  const folders = bindFolders(compose, () => undefined)
  const places = [...namedVolumes(compose), ...folders]
  for (const { volume } of data) {
    if (!places.includes(volume)) yield manifestFault(`data: compose.yaml has no volume or folder ${volume}.`)
  }
  for (const place of places) {
    if (!data.some(({ volume }) => volume === place)) yield manifestFault(`data: it is not said what ${place} holds.`)
  }
}

/** What reaches out of the container must be said to the operator. */
function* faultsOfNotes({ notes }: Manifest, compose: Compose): Generator<Fault> {
  const said = (word: string) => notes.some(note => note.includes(word))
  for (const path of hostPaths(compose, () => undefined)) {
    if (!said(path)) yield manifestFault(`notes: it is not said that ${path} of the device is used.`)
  }
  for (const service of compose.services) {
    if (isPrivileged(service) && !said('privileged')) yield manifestFault(`notes: it is not said that ${service.name} is privileged.`)
  }
}

function isPrivileged({ privileged }: ComposeService): boolean {
  return privileged !== undefined && privileged !== false && privileged !== 'false'
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}
