import type { LabInventory } from '../../../shared/model/declaration.ts'
import { collectNames, type Thing } from '../interpret/names.ts'
import { plainCharacters } from '../interpret/read-pieces.ts'
import { tokenize } from '../interpret/tokens.ts'
import { list } from './words.ts'

type Guest = LabInventory['guests'][number]
type App = LabInventory['apps'][number]

/** Whether a message asks rather than wishes. */
export function isQuestion(message: string): boolean {
  return (
    /\?["')\s]*$/.test(message) ||
    /^\s*(?:what|which|how|where|who|why|when|is|are|does|do|has|have|show|list|tell me|describe)\b/i.test(message)
  )
}

/** Answers a question about the lab in words; undefined where it is none that can be answered from what is known. */
export function answerQuestion(message: string, inventory: LabInventory): string | undefined {
  const asked = plainCharacters(message).toLowerCase()
  const things = thingsIn(message, inventory)
  const answers = things.flatMap(thing => answerAbout(thing, asked, inventory) ?? [])
  if (answers.length > 0) return answers.join(' ')
  return things.length === 0 ? answerAboutAll(asked, inventory) : undefined
}

function thingsIn(message: string, inventory: LabInventory): readonly Thing[] {
  const names = collectNames(inventory, [])
  const tokens = tokenize(plainCharacters(message), 0)
  const found = new Map<string, Thing>()
  for (let index = 0; index < tokens.length; index += 1) {
    const mention = names.at(tokens, index)
    if (!mention || (mention.how !== 'exact' && mention.things.length > 1)) continue
    for (const thing of mention.things) found.set(`${thing.type}:${thing.name}`, thing)
    index += mention.count - 1
  }
  return [...found.values()]
}

function answerAbout({ type, name, app: slug }: Thing, asked: string, inventory: LabInventory): string | undefined {
  if (type === 'guest')
    return inventory.guests
      .filter(guest => guest.name === name)
      .map(guest => aboutGuest(guest, asked))
      .join(' ')
  if (type === 'app') {
    const installed = inventory.apps.filter(app => (slug === name ? app.app === slug : app.name === name))
    return installed.length === 0 ? `${name} is not installed.` : installed.map(app => aboutApp(app, asked)).join(' ')
  }
  if (type === 'node') return aboutNode(name, asked, inventory)
  if (type !== 'device') return undefined
  const apps = inventory.apps.filter(app => app.device === name)
  return apps.length === 0 ? `There is no app on ${name}.` : `On ${name}: ${list(apps.map(withState))}.`
}

function aboutGuest(guest: Guest, asked: string): string {
  const { name, type, node, state, cores, memoryMiB, diskGiB, storage } = guest
  const has = (amount: string | undefined, what: string) =>
    amount === undefined ? `It is not known ${what} ${name} has.` : `${name} has ${amount}.`
  if (/\b(?:memory|ram)\b/.test(asked)) return has(memoryMiB === undefined ? undefined : `${size(memoryMiB)} of memory`, 'how much memory')
  if (/\b(?:v?cpus?|cores?)\b/.test(asked)) return has(cores === undefined ? undefined : coreCount(cores), 'how many cores')
  if (/\b(?:disk|storage|space)\b/.test(asked))
    return has(
      diskGiB === undefined ? undefined : `${diskGiB}\u00a0GB of disk${storage === undefined ? '' : ` on ${storage}`}`,
      'how much disk',
    )
  if (/\b(?:where|node|host)\b/.test(asked)) return node === undefined ? `It is not known where ${name} is.` : `${name} is on ${node}.`
  if (/\b(?:running|up|on|off|down|stopped|status|state)\b/.test(asked))
    return state === undefined ? `It is not known whether ${name} is running.` : `${name} is ${state}.`
  const amounts = [
    cores !== undefined && coreCount(cores),
    memoryMiB !== undefined && `${size(memoryMiB)} of memory`,
    diskGiB !== undefined && `${diskGiB}\u00a0GB of disk`,
  ].filter(part => part !== false)
  const where = `${node === undefined ? '' : ` on ${node}`}${state === undefined ? '' : `, ${state}`}`
  return `${name} is a ${type === 'vm' ? 'virtual machine' : 'container'}${where}${amounts.length > 0 ? `, with ${list(amounts)}` : ''}.`
}

function aboutApp({ app, name, device, state, domain }: App, asked: string): string {
  const called = name ?? app
  if (/\b(?:domain|address|url|reachable|link)\b/.test(asked))
    return domain === undefined ? `${called} has no name in the network.` : `${called} is at ${domain}.`
  return `${called} is ${state ?? 'installed'}${device === undefined ? '' : ` on ${device}`}.`
}

function aboutNode(name: string, asked: string, { nodes, guests }: LabInventory): string {
  const node = nodes.find(one => one.name === name)
  if (node && /\b(?:memory|ram)\b/.test(asked)) return `${name} has ${size(node.memoryMiB)} of memory.`
  if (node && /\b(?:v?cpus?|cores?)\b/.test(asked)) return `${name} has ${coreCount(node.cores)}.`
  const here = guests.filter(guest => guest.node === name)
  return here.length === 0 ? `There is no guest on ${name}.` : `On ${name}: ${list(here.map(withState))}.`
}

function answerAboutAll(asked: string, { nodes, devices, guests, apps, destinations, catalog }: LabInventory): string | undefined {
  const kinds: readonly (readonly [RegExp, string, readonly string[]])[] = [
    [/\b(?:can i|could i|available|catalog\w*)\b/, 'apps to install', catalog],
    [/\bapps?\b|\bservices\b/, 'apps', apps.map(withState)],
    [/\bvms?\b|\bvirtual machines?\b/, 'virtual machines', guests.filter(({ type }) => type === 'vm').map(withState)],
    [/\bcontainers?\b|\blxcs?\b/, 'containers', guests.filter(({ type }) => type === 'lxc').map(withState)],
    [/\bguests?\b|\bmachines?\b/, 'guests', guests.map(withState)],
    [/\bnodes?\b/, 'nodes', nodes.map(({ name }) => name)],
    [/\bdevices?\b|\bboxes\b/, 'devices', devices.map(({ name }) => name)],
    [/\bdestinations?\b|\bbackups?\b/, 'backup destinations', destinations],
  ]
  const [, what, names] = kinds.find(([pattern]) => pattern.test(asked)) ?? []
  if (what === undefined || names === undefined) return undefined
  if (names.length === 0) return `There are no ${what}.`
  return `${/\bhow many\b/.test(asked) ? `There are ${names.length}` : 'These are the'} ${what}: ${list(names)}.`
}

function withState({
  name,
  app,
  state,
}: {
  readonly name?: string | undefined
  readonly app?: string
  readonly state?: string | undefined
}): string {
  return `${name ?? app}${state === undefined ? '' : ` (${state})`}`
}

function coreCount(cores: number): string {
  return `${cores}\u00a0${cores === 1 ? 'core' : 'cores'}`
}

function size(mebibytes: number): string {
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}\u00a0GB` : `${mebibytes}\u00a0MB`
}
