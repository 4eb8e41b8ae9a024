import type { Entry } from '../../../shared/model/declaration.ts'

/** What an entry is about: two entries of the same key are about the same thing. `guest:web-01`, `app:immich`, `backup:guest:web-01`. */
export function keyOfEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'guest':
      return `guest:${entry.name}`
    case 'app':
      return keyOfApp(entry)
    case 'backup':
      return `backup:${entry.of}`
    case 'dns':
      return `dns:${entry.name}`
    case 'rule':
      return `rule:${entry.rule}:${entry.members.join('+')}`
  }
}

/** The key of an app: its slug, and its name where it has one of its own. */
export function keyOfApp({ app, name }: { readonly app: string; readonly name?: string | undefined }): string {
  return name === undefined || name === app ? `app:${app}` : `app:${app}/${name}`
}
