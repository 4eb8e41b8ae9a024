/** A JSON log line as people read it: time, level, message, fields, and below them the stack of an error. */
export function humanLine(json: string): string {
  const { level, time, msg, error, ...fields }: Readonly<Record<string, unknown>> = JSON.parse(json)
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? `\n${String(error.stack)}` : ''
  return `${[String(time).slice(11, 23), String(level), String(msg), ...rest].join(' ')}${stack}\n`
}
