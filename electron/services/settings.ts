import { type Settings, type SettingsPatch, settingsSchema } from '../../shared/model/settings.ts'
import type { Store } from '../ports/store.ts'
import type { Audit } from './audit.ts'
import type { Changes } from './changes.ts'

/** What a person set for the whole program. */
export interface SettingsService {
  /** Every setting, with its default where nothing was set. */
  get(): Promise<Settings>
  /** Changes what the patch names and records it. */
  change(patch: SettingsPatch, who: string): Promise<Settings>
}

type Key = keyof Settings

const depths: Readonly<Record<Settings['depth'], string>> = { basic: 'Basic', advanced: 'Advanced', expert: 'Expert' }
const themes: Readonly<Record<Settings['theme'], string>> = { system: 'as the system', light: 'light', dark: 'dark' }
const notificationWords = [
  ['finished', 'finished work'],
  ['failed', 'failed work'],
  ['devices', 'devices'],
  ['drift', 'differences'],
] as const satisfies readonly (readonly [keyof Settings['notifications'], string])[]
const yesOrNo = (on: boolean) => (on ? 'yes' : 'no')

/** What a change of each setting is called in the audit, and how its value reads there. */
const words: { readonly [K in Key]: { readonly what: string; readonly say: (value: Settings[K]) => string } } = {
  depth: { what: 'Changed how much is shown', say: depth => depths[depth] },
  theme: { what: 'Changed the appearance', say: theme => themes[theme] },
  labName: { what: 'Renamed the lab', say: name => name },
  personName: { what: 'Changed their own name', say: name => name },
  pollSeconds: { what: 'Changed how often devices are looked at', say: seconds => `every ${seconds} seconds` },
  notifications: {
    what: 'Changed what is told about',
    say: told => notificationWords.flatMap(([key, word]) => (told[key] ? [word] : [])).join(', ') || 'nothing',
  },
  startAtLogin: { what: 'Changed whether MycoPod starts at sign-in', say: yesOrNo },
  closeToTray: { what: 'Changed whether MycoPod stays when its window is closed', say: yesOrNo },
  auditKeptDays: { what: 'Changed how long the activity is kept', say: days => `${days} days` },
  setupDone: { what: 'Changed whether the first set-up is done', say: yesOrNo },
}

function entryOf<K extends Key>(key: K, before: Settings, after: Settings): { what: string; before?: string; after?: string } {
  if (key === 'setupDone' && after.setupDone) return { what: 'Finished the first set-up' }
  const { what, say } = words[key]
  return { what, before: say(before[key]), after: say(after[key]) }
}

/** Makes the settings over the store; a stored value that is no longer understood gives way to its default. */
export function createSettings({
  store,
  audit,
  changes,
}: {
  readonly store: Store
  readonly audit: Audit
  readonly changes: Changes
}): SettingsService {
  async function get(): Promise<Settings> {
    const stored = await store.settings.get()
    const fields = Object.entries(settingsSchema.shape).filter(([key, schema]) => schema.safeParse(stored[key]).success)
    return settingsSchema.parse(Object.fromEntries(fields.map(([key]) => [key, stored[key]])))
  }

  async function change(patch: SettingsPatch, who: string): Promise<Settings> {
    const before = await get()
    const named = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    const after = settingsSchema.parse({ ...before, ...named, notifications: { ...before.notifications, ...patch.notifications } })
    const changed = settingsSchema.keyof().options.filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    if (changed.length === 0) return before
    await store.settings.save(after)
    for (const key of changed) await audit.record({ who, action: 'system.changeSettings', ...entryOf(key, before, after) })
    changes.tell('settings')
    return after
  }

  // One change at a time: each begins with what the one before it left.
  let last: Promise<unknown> = Promise.resolve()
  return {
    get,
    change: (patch, who) => {
      const changed = last.then(() => change(patch, who))
      last = changed.catch(() => undefined)
      return changed
    },
  }
}
