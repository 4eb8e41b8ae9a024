import { Refusal, type Rule, type Rules } from './route.ts'

const unknown = 'property is not defined in schema and the schema does not allow additional properties'

/** The parameters as a call gets them: checked, booleans as `1` or `0`, defaults filled in. Refuses with an error for each that is wrong. */
export function readParameters(
  rules: Rules,
  given: Readonly<Record<string, string>>,
  inPath: readonly string[],
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  const read: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    const rule = ruleFor(rules, name)
    if (!rule) {
      if (inPath.includes(name)) read[name] = value
      else errors[name] = unknown
      continue
    }
    const wrong = wrongWith(rule, value, name)
    if (wrong !== undefined) errors[name] = wrong
    else read[name] = rule.type === 'boolean' ? (/^(?:1|on|yes|true)$/i.test(value) ? '1' : '0') : value
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (name.endsWith('[n]') || name in given) continue
    if (rule.default !== undefined) read[name] = rule.default
    else if (!rule.optional) errors[name] = 'property is missing and it is not optional'
  }
  if (Object.keys(errors).length > 0) throw new Refusal(400, 'Parameter verification failed.', errors)
  return read
}

function ruleFor(rules: Rules, name: string): Rule | undefined {
  return rules[name] ?? rules[name.replace(/\d+$/, '[n]')]
}

function wrongWith(rule: Rule, value: string, name: string): string | undefined {
  if (rule.type === 'boolean') return /^(?:0|1|on|off|yes|no)$/i.test(value) ? undefined : `type check ('boolean') failed - got '${value}'`
  if (rule.type === 'integer' || rule.type === 'number') {
    const isOne = rule.type === 'integer' ? /^[+-]?\d+$/.test(value) : /^[+-]?\d+(?:\.\d+)?$/.test(value)
    if (!isOne) return `type check ('${rule.type}') failed - got '${value}'`
    if (rule.minimum !== undefined && Number(value) < rule.minimum) return `value must have a minimum value of ${rule.minimum}`
    if (rule.maximum !== undefined && Number(value) > rule.maximum) return `value must have a maximum value of ${rule.maximum}`
  }
  if (rule.choices && !rule.choices.includes(value))
    return `value '${value}' does not have a value in the enumeration '${rule.choices.join(', ')}'`
  if (rule.pattern && !rule.pattern.test(value)) return 'value does not match the regex pattern'
  return rule.check?.(value, name)
}
