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
    const only = (settings: Settings) => JSON.stringify(Object.fromEntries(changed.map(key => [key, settings[key]])))
    await audit.record({
      who,
      action: 'system.changeSettings',
      what: `Changed ${changed.join(', ')}`,
      before: only(before),
      after: only(after),
    })
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
