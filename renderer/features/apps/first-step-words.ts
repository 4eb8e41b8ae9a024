/** A piece of a first step: words, the address of the app, or a setting to be filled in. */
export type FirstStepPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'secret'; readonly key: string }

/** Takes a recipe's first step apart: `{url}` with what follows it becomes a link, `{SETTING}` its value or a secret to be shown. */
export function firstStepParts(
  step: string,
  app: {
    readonly url?: string | undefined
    readonly settings: Readonly<Record<string, string>>
    readonly secretSettings: readonly string[]
  },
): readonly FirstStepPart[] {
  return step.split(/(\{url\}[\w/#?=&.-]*[\w/]|\{url\}|\{[A-Z][A-Z0-9_]*\})/).flatMap((piece): readonly FirstStepPart[] => {
    if (piece === '') return []
    if (piece.startsWith('{url}')) {
      if (app.url === undefined) return [{ kind: 'text', text: 'its page' }]
      return [{ kind: 'link', url: piece.replace('{url}', piece === '{url}' || app.url.endsWith('/') ? app.url : `${app.url}/`) }]
    }
    const key = /^\{(.+)\}$/.exec(piece)?.[1]
    if (key === undefined) return [{ kind: 'text', text: piece }]
    if (app.secretSettings.includes(key)) return [{ kind: 'secret', key }]
    return [{ kind: 'value', text: app.settings[key] ?? key }]
  })
}
