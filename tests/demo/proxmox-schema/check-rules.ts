import { ruleFor, wrongWith } from '../../../electron/demo/proxmox/parameters.ts'
import type { Route, Rule, Rules } from '../../../electron/demo/proxmox/route.ts'
import type { PveVersion } from '../../../electron/demo/proxmox/world.ts'
import type { Call, Schema } from './read-schema.ts'

/** Values that a parameter may be tried with whatever it is. */
const probes = ['', 'x', '-1', '0', '7', '2.5', 'a b', 'a=b', 'ein/zwei', 'ÄÖ', '!', 'http://a/', '10.0.0.1', 'x'.repeat(5000)]

/** One value that fits a format and one that does not, by the format's name; lists have the name with `-list` after it. */
const formats: Readonly<Record<string, readonly [good: string, bad: string]>> = {
  CIDRv4: ['10.0.0.1/24', '10.0.0.1'],
  CIDRv6: ['fd00::1/64', '10.0.0.1/24'],
  'email-opt': ['a@example.org', 'a b'],
  ipv4: ['10.0.0.1', '10.0.0.256'],
  ipv4mask: ['255.255.255.0', 'x'],
  ipv6: ['fd00::1', '10.0.0.1'],
  'mac-addr': ['BC:24:11:00:00:01', 'x'],
  'pve-configid': ['abc', 'a b'],
  'pve-groupid': ['group', 'a/b'],
  'pve-iface': ['vmbr0', '0'],
  'pve-node': ['pve1', 'a_b'],
  'pve-poolid': ['pool', 'a b'],
  'pve-realm': ['pam', '0!'],
  'pve-roleid': ['PVEAdmin', 'a/b'],
  'pve-storage-content': ['iso', 'nonsense'],
  'pve-storage-id': ['local', '0!'],
  'pve-tokenid': ['a@pve!bb', 'a@pve'],
  'pve-userid': ['a@pve', 'a'],
  'pve-vmid': ['100', '0'],
}

/** Where a route's rules and the schema's parameters are not of one mind; empty where they are. */
export function ruleProblems(route: Route, call: Call, version: PveVersion): readonly string[] {
  const rules = route.rules ?? {}
  const properties = call.parameters?.properties ?? {}
  const inPath = new Set([...route.path.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? ''))
  const strangers = Object.keys(rules).filter(name => ruleFor(rules, name, version) && !(name in properties))
  const known = Object.entries(properties).filter(([name]) => !inPath.has(name))
  return [
    ...strangers.map(name => `${name}: accepted, though the schema does not know it`),
    ...known.flatMap(([name, schema]) => parameterProblems(rules, name, schema, version).map(words => `${name}: ${words}`)),
  ]
}

function parameterProblems(rules: Rules, name: string, schema: Schema, version: PveVersion): readonly string[] {
  const called = name.replace('[n]', '0')
  const rule = ruleFor(rules, name, version) ?? ruleFor(rules, called, version)
  if (!rule) return ['not accepted, though the schema knows it']
  const isRequired = !rule.optional && rule.default === undefined
  const type = kindOf(schema)
  return [
    ...(isRequired === !schema.optional ? [] : [isRequired ? 'demanded, though it is optional' : 'optional, though it is demanded']),
    ...(rule.type === type ? [] : [`${rule.type} instead of ${type}`]),
    ...[...probes, ...edges(schema)].flatMap(value => valueProblem(rule, called, schema, value)),
  ]
}

function kindOf({ type }: Schema): Rule['type'] {
  return type === 'boolean' || type === 'integer' || type === 'number' ? type : 'string'
}

/** Values at and just beyond the limits of a schema, and those that its format takes and does not. */
function edges({ minimum, maximum, minLength, maxLength, enum: choices, format }: Schema): readonly string[] {
  const bound = (limit: number | string | undefined, step: number) =>
    limit === undefined ? [] : [String(limit), String(Number(limit) + step), String(Number(limit) - step)]
  const length = (limit: number | undefined) =>
    limit === undefined ? [] : ['a'.repeat(limit), 'a'.repeat(limit + 1), 'a'.repeat(Math.max(1, limit - 1))]
  return [
    ...bound(minimum, 1),
    ...bound(maximum, 1),
    ...length(minLength),
    ...length(maxLength),
    ...(choices ?? []).map(String),
    ...(typeof format === 'string' ? (formats[format.replace(/-list$/, '')] ?? []) : []),
    ...(typeof format === 'object' ? ['nonsense=1'] : []),
  ]
}

function valueProblem(rule: Rule, name: string, schema: Schema, value: string): readonly string[] {
  const refused = wrongWith(rule, value, name) !== undefined
  const verdict = judge(schema, value)
  const shown = value.length > 30 ? `${value.length} characters` : `'${value}'`
  if (verdict === 'wrong' && !refused) return [`${shown} accepted, though the schema refuses it`]
  if (verdict === 'right' && refused) return [`${shown} refused, though the schema accepts it`]
  return []
}

/** What the schema says of a value; of formats it has only their names. */
function judge(schema: Schema, value: string): 'right' | 'wrong' | 'unsure' {
  const { type, enum: choices, minimum, maximum, minLength, maxLength, pattern, format } = schema
  if (type === 'boolean') return /^(?:0|1|on|off|yes|no)$/i.test(value) ? 'right' : /^true|false$/i.test(value) ? 'unsure' : 'wrong'
  if (type === 'integer' && !/^[+-]?\d+$/.test(value)) return 'wrong'
  if (type === 'number' && !/^[+-]?\d+(?:\.\d+)?$/.test(value)) return 'wrong'
  if (minimum !== undefined && Number(value) < Number(minimum)) return 'wrong'
  if (maximum !== undefined && Number(value) > Number(maximum)) return 'wrong'
  if (minLength !== undefined && value.length < minLength) return 'wrong'
  if (maxLength !== undefined && value.length > maxLength) return 'wrong'
  if (choices && !choices.map(String).includes(value)) return 'wrong'
  if (pattern !== undefined && !new RegExp(`^(?:${perlless(pattern)})$`, pattern.includes('(?^i:') ? 'i' : '').test(value)) return 'wrong'
  if (typeof format === 'object') return value === 'nonsense=1' ? 'wrong' : 'unsure'
  if (format !== undefined) return ofFormat(format, value)
  return 'right'
}

function ofFormat(format: string, value: string): 'right' | 'wrong' | 'unsure' {
  const [good, bad] = formats[format.replace(/-list$/, '')] ?? []
  return value === good ? 'right' : value === bad ? 'wrong' : 'unsure'
}

/** Perl's groups with flags are plain groups here. */
function perlless(pattern: string): string {
  return pattern.replaceAll(/\(\?\^i?:/g, '(?:')
}
