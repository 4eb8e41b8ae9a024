/** What one key of a property string may be. */
export interface PropertyRule {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean'
  readonly required?: boolean
  readonly choices?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: RegExp
  /** The key this one stands for. */
  readonly alias?: string
  /** What is wrong with the value, without `invalid format - `. */
  readonly wrong?: (value: string) => string | undefined
}

/** What a property string such as `virtio=BC:24:11:00:00:01,bridge=vmbr0` may hold. */
export interface PropertyFormat {
  /** The key of a value that stands alone. */
  readonly lone?: string
  readonly keys: Readonly<Record<string, PropertyRule>>
  /** Keys that are values of another one: `virtio=MAC` means `model=virtio,macaddr=MAC`. */
  readonly models?: { readonly names: readonly string[]; readonly key: string; readonly value: string }
}

/** A property string as read, and what is wrong with it by key. */
export interface ReadProperties {
  readonly values: Readonly<Record<string, string>>
  readonly errors: readonly string[]
}

const unknown = 'property is not defined in schema and the schema does not allow additional properties'
const truths: Readonly<Record<string, string>> = { on: '1', yes: '1', true: '1', off: '0', no: '0', false: '0' }

/** Reads a property string; errors are lines such as `net0.model: property is missing and it is not optional`. */
export function readProperties(format: PropertyFormat, text: string, name: string): ReadProperties {
  const values: Record<string, string> = {}
  const unknowns: string[] = []
  for (const part of text.split(',').filter(word => word !== '')) {
    const [, key = format.lone, value = part] = /^([^=]+)=(.*)$/s.exec(part) ?? []
    if (key === undefined) return { values, errors: ['value without key, but schema does not define a default key'] }
    if (format.models?.names.includes(key)) {
      values[format.models.key] = key
      values[format.models.value] = value
      continue
    }
    const known = format.keys[key]?.alias ?? key
    const rule = format.keys[known]
    if (!rule) unknowns.push(`${name}.${key}: ${unknown}`)
    if (values[known] !== undefined) return { values, errors: [`duplicate key in comma-separated list property: ${known}`] }
    values[known] = rule?.type === 'boolean' ? (truths[value.toLowerCase()] ?? value) : value
  }
  const wrongs = Object.entries(format.keys).flatMap(([key, rule]) => {
    const words = rule.alias ? undefined : wrongWith(rule, values[key])
    return words === undefined ? [] : [`${name}.${key}: ${words}`]
  })
  return { values, errors: [...wrongs, ...unknowns] }
}

function wrongWith(rule: PropertyRule, value: string | undefined): string | undefined {
  if (value === undefined) return rule.required ? 'property is missing and it is not optional' : undefined
  if (rule.type === 'integer' && !/^[+-]?\d+$/.test(value)) return `type check ('integer') failed - got '${value}'`
  if (rule.type === 'number' && !/^[+-]?\d+(\.\d+)?$/.test(value)) return `type check ('number') failed - got '${value}'`
  if (rule.type === 'boolean' && !/^[01]$/.test(value)) return `type check ('boolean') failed - got '${value}'`
  if (rule.choices && !rule.choices.includes(value))
    return `value '${value}' does not have a value in the enumeration '${rule.choices.join(', ')}'`
  if (rule.minimum !== undefined && Number(value) < rule.minimum) return `value must have a minimum value of ${rule.minimum}`
  if (rule.maximum !== undefined && Number(value) > rule.maximum) return `value must have a maximum value of ${rule.maximum}`
  if (rule.pattern && !rule.pattern.test(value)) return 'value does not match the regex pattern'
  const words = rule.wrong?.(value)
  return words === undefined ? undefined : `invalid format - ${words}\n`
}

/** The check of a parameter that is such a property string. */
export function propertyCheck(format: PropertyFormat): (value: string, name: string) => string | undefined {
  return (value, name) => {
    const { errors } = readProperties(format, value, name)
    return errors.length === 0 ? undefined : `invalid format - format error\n${errors.map(line => `${line}\n`).join('')}`
  }
}

/** The property string as Proxmox writes it: the lone value first, then what is required, then the rest by name. */
export function writeProperties(format: PropertyFormat, values: Readonly<Record<string, string | undefined>>): string {
  const rest = new Map(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])))
  const parts: string[] = []
  const take = (key: string, write: (value: string) => string) => {
    const value = rest.get(key)
    if (value === undefined) return
    rest.delete(key)
    parts.push(write(value))
  }
  if (format.models) {
    const { key, value } = format.models
    const address = rest.get(value)
    if (address !== undefined) {
      rest.delete(value)
      take(key, model => `${model}=${address}`)
    }
  }
  if (format.lone !== undefined) take(format.lone, value => value)
  const order = (key: string) => (format.keys[key]?.required ? 0 : 1)
  for (const key of [...rest.keys()].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1))) take(key, value => `${key}=${value}`)
  return parts.join(',')
}
