import { Refusal, type Rule, type Rules } from './route.ts'
import type { PveVersion } from './world.ts'

const unknown = 'property is not defined in schema and the schema does not allow additional properties'
const missing = 'property is missing and it is not optional'
const switchWords = /^(?:0|1|on|off|yes|no)$/i

type Values = Readonly<Record<string, string>>

/**
 * The parameters as a call gets them: checked, booleans as `1` or `0`, defaults filled in. `inPath` are those of the path, which
 * need no rule. Refuses with an error for each that is wrong.
 */
export function readParameters(rules: Rules, given: Values, inPath: Values, version: PveVersion): Values {
  const errors: Record<string, string> = {}
  const read: Record<string, string> = { ...inPath }
  for (const [name, value] of Object.entries({ ...given, ...inPath })) {
    const rule = ruleFor(rules, name, version)
    const wrong = rule ? wrongWith(rule, value, name) : name in inPath ? undefined : unknown
    if (wrong !== undefined) errors[name] = wrong
    else read[name] = rule?.type === 'boolean' ? (/^(?:1|on|yes)$/i.test(value) ? '1' : '0') : value
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (name.endsWith('[n]') || name in read || name in errors || !isKnown(rule, version)) continue
    if (rule.default !== undefined) read[name] = rule.default
    else if (!rule.optional) errors[name] = missing
  }
  if (Object.keys(errors).length > 0) throw new Refusal(400, 'Parameter verification failed.', errors)
  return read
}

/** The rule of a parameter in a version, `net0` by that of `net[n]`. */
export function ruleFor(rules: Rules, name: string, version: PveVersion): Rule | undefined {
  const rule = rules[name] ?? rules[name.replace(/\d+$/, '[n]')]
  if (!rule || !isKnown(rule, version)) return undefined
  const also = rule.alsoIn?.[version]
  return also ? { ...rule, choices: [...(rule.choices ?? []), ...also] } : rule
}

function isKnown({ only }: Rule, version: PveVersion): boolean {
  return only === undefined || only === version
}

/** Why a value does not do, in Proxmox's words. */
export function wrongWith(rule: Rule, value: string, name: string): string | undefined {
  if (rule.type === 'boolean') return switchWords.test(value) ? undefined : `type check ('boolean') failed - got '${value}'`
  if (rule.type !== 'string') {
    const isOne = rule.type === 'integer' ? /^[+-]?\d+$/.test(value) : /^[+-]?\d+(?:\.\d+)?$/.test(value)
    if (!isOne) return `type check ('${rule.type}') failed - got '${value}'`
  }
  const wrongForm = rule.check?.(value, name)
  if (wrongForm !== undefined) return wrongForm
  if (rule.minimum !== undefined && Number(value) < rule.minimum) return `value must have a minimum value of ${rule.minimum}`
  if (rule.maximum !== undefined && Number(value) > rule.maximum) return `value must have a maximum value of ${rule.maximum}`
  if (rule.maxLength !== undefined && value.length > rule.maxLength) return `value may only be ${rule.maxLength} characters long`
  if (rule.minLength !== undefined && value.length < rule.minLength) return `value must be at least ${rule.minLength} characters long`
  if (rule.choices && !rule.choices.includes(value))
    return `value '${value}' does not have a value in the enumeration '${rule.choices.join(', ')}'`
  if (rule.pattern && !rule.pattern.test(value)) return 'value does not match the regex pattern'
  return undefined
}
