/** The kind of a value, with the fields of objects and the different kinds of rows in lists. */
export function shapeOf(value: unknown): unknown {
  if (value === null) return 'null'
  if (Array.isArray(value)) return [...new Set(value.map(row => JSON.stringify(shapeOf(row))))].sort()
  if (typeof value !== 'object') return typeof value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, field]) => [name, shapeOf(field)]),
  )
}

/** What differs between two shapes, by the path to it; empty where they are the same. */
export function differences(recorded: unknown, own: unknown, at = ''): readonly string[] {
  if (JSON.stringify(recorded) === JSON.stringify(own)) return []
  if (!isFields(recorded) || !isFields(own)) return [`${at || 'body'}: ${JSON.stringify(own)} instead of ${JSON.stringify(recorded)}`]
  const names = new Set([...Object.keys(recorded), ...Object.keys(own)])
  return [...names].flatMap(name => {
    const path = at === '' ? name : `${at}.${name}`
    if (!(name in own)) return [`${path} is missing`]
    if (!(name in recorded)) return [`${path} is too much`]
    return differences(recorded[name], own[name], path)
  })
}

/** What of an answer has to be the same by word: errors, how a task ended, what a guest is doing. */
export function tellingWords(json: unknown): Readonly<Record<string, unknown>> {
  if (!isFields(json)) return {}
  const { message, errors, data } = json
  const said = { ...(message !== undefined && { message: inGeneral(String(message)) }), ...(errors !== undefined && { errors }) }
  if (!isFields(data)) return said
  const words = ['exitstatus', 'qmpstatus', 'type', 'user', ...('upid' in data || 'ha' in data ? ['status'] : [])]
  const told = words.filter(word => word in data).map(word => [word, inGeneral(String(data[word]))])
  return { ...said, ...Object.fromEntries(told) }
}

/** A sentence without what is another one every time: moments in names, and numbers of processes. */
export function inGeneral(sentence: string): string {
  return sentence.replace(/\d{4}_\d\d_\d\d-\d\d_\d\d_\d\d/g, 'MOMENT').replace(/\.tmp\.\d+/g, '.tmp.PID')
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
