import { nodeRule, vmidRule } from './guests/common-rules.ts'
import { type PropertyFormat, type PropertyRule, propertyCheck } from './guests/property-format.ts'
import type { Rule, Rules } from './route.ts'

type Check = (value: string) => string | undefined

/** Any text; may be left out, as everything here. */
export const text: Rule = { type: 'string', optional: true }

/** A switch. */
export const flag: Rule = { type: 'boolean', optional: true }

/** A whole number from 0. */
export const count: Rule = { type: 'integer', optional: true, minimum: 0 }

/** What was chosen has to be one of these. */
export function oneOf(...choices: readonly string[]): Rule {
  return { type: 'string', optional: true, choices }
}

/** Text of at most so many characters. */
export function atMost(maxLength: number): Rule {
  return { type: 'string', optional: true, maxLength }
}

/** The same, but it has to be given. */
export function required(rule: Rule): Rule {
  return { ...rule, optional: false }
}

/** One rule for several parameters. */
export function each(names: readonly string[], rule: Rule): Rules {
  return Object.fromEntries(names.map(name => [name, rule]))
}

/** Several of them, parted as Proxmox parts lists: by commas, semicolons, spaces. */
export function listOf(rule: Rule): Rule {
  return { ...rule, type: 'string', optional: true, check: (value, name) => firstWrong(splitList(value), rule, name) }
}

/** The parts of a list. */
export function splitList(list: string): readonly string[] {
  return list.split(/[,;\s]+/).filter(part => part !== '')
}

function firstWrong(parts: readonly string[], { check }: Rule, name: string): string | undefined {
  for (const part of parts) {
    const wrong = check?.(part, name)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** A property string that may hold these keys; a value alone stands for `lone`. */
export function properties(keys: readonly string[], lone?: string): Rule {
  const anything: PropertyRule = {}
  const known: PropertyFormat = { keys: Object.fromEntries(keys.map(key => [key, anything])), ...(lone !== undefined && { lone }) }
  return { type: 'string', optional: true, check: propertyCheck(known) }
}

/** How fast volumes may be copied. */
export const bandwidths = properties(['clone', 'default', 'migration', 'move', 'restore'])

function format(fits: (value: string) => boolean, wrong: (value: string) => string): Rule {
  const check: Check = value => (fits(value) ? undefined : `invalid format - ${wrong(value)}\n`)
  return { type: 'string', optional: true, check }
}

function matching(pattern: RegExp, wrong: (value: string) => string): Rule {
  return format(value => pattern.test(value), wrong)
}

/** A node's name. */
export const node: Rule = { ...nodeRule, optional: true }

/** A guest's number. */
export const vmid: Rule = { ...vmidRule, minimum: 100, maximum: 999_999_999, optional: true }

/** The name of something in a configuration file. */
export const configId = matching(/^[a-z][a-z0-9_-]+$/i, value => `invalid configuration ID '${value}'`)

/** A storage's name. */
export const storageId = matching(/^[a-z][a-z0-9\-_.]*[a-z0-9]$/i, value => `storage ID '${value}' contains illegal characters`)

/** A pool's name, with up to three parts. */
export const poolId = matching(/^[\w.-]+(?:\/[\w.-]+){0,2}$/, value => `value '${value}' contains invalid characters`)

/** `name@realm`. */
export const userId: Rule = {
  ...matching(/^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/, value => `value '${value}' does not look like a valid user name`),
  maxLength: 64,
}

/** `name@realm!token`. */
export const fullTokenId = matching(
  /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+![A-Za-z][A-Za-z0-9.\-_]+$/,
  value => `value '${value}' does not look like a valid token ID`,
)

/** The name of a role or of a group. */
export const accessName = matching(/^[A-Za-z0-9.\-_]+$/, value => `value '${value}' contains invalid characters`)

/** The place where users come from. */
export const realm: Rule = {
  ...matching(/^[A-Za-z][A-Za-z0-9.\-_]+$/, () => 'value does not look like a valid realm'),
  maxLength: 32,
}

/** An address of electronic mail, or nothing. */
export const email = matching(
  /^(?:[\w+\-~]+(?:\.[\w+\-~]+)*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)?$/,
  () => 'value does not look like a valid email address',
)

const contents = ['images', 'rootdir', 'vztmpl', 'iso', 'backup', 'snippets', 'import', 'none']

/** One kind of content of a storage. */
export const storageContent = format(
  value => contents.includes(value),
  value => `invalid content type '${value}'`,
)

/** A network interface. */
export const iface = matching(/^[a-zA-Z][\w.:-]{1,20}$/, value => `invalid network interface name '${value}'`)

const part = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const fourParts = `${part}(?:\\.${part}){3}`

/** An IPv4 address. */
export const ipv4 = matching(new RegExp(`^${fourParts}$`), () => 'value does not look like a valid IPv4 address')

/** An IPv6 address. */
export const ipv6 = matching(/^(?=.*:.*:)[0-9a-f:]{2,39}$/i, () => 'value does not look like a valid IPv6 address')

/** An IPv4 address with the length of its network. */
export const cidr4 = matching(new RegExp(`^${fourParts}/(?:[12]?\\d|3[0-2])$`), () => 'value does not look like a valid IPv4 network')

/** An IPv6 address with the length of its network. */
export const cidr6 = matching(
  /^(?=.*:.*:)[0-9a-f:]{2,39}\/(?:\d\d?|1[01]\d|12[0-8])$/i,
  () => 'value does not look like a valid IPv6 network',
)

/** A mask, as an address or a length. */
export const netmask = matching(new RegExp(`^(?:${fourParts}|[12]?\\d|3[0-2])$`), () => 'value does not look like a valid IP netmask')

/** What names a configuration as it was seen. */
export const digest: Rule = atMost(64)
