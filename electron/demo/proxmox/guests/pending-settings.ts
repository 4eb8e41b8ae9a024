import type { PveConfig, PveGuest } from '../world.ts'

/** The settings as they will be once what waits took effect. */
export function comingConfig({ config, pending }: Pick<PveGuest, 'config' | 'pending'>): PveConfig {
  const merged: Record<string, string> = { ...config }
  for (const [key, value] of Object.entries(pending)) {
    if (value === undefined) delete merged[key]
    else merged[key] = value
  }
  return merged
}

/** The settings with one set or, for `undefined`, left out. */
export function withSetting(config: PveConfig, key: string, value: string | undefined): PveConfig {
  return comingConfig({ config, pending: { [key]: value } })
}

/** Changes that wait, without those that would change nothing and those of the keys named. */
export function pendingWithout(guest: PveGuest, keys: readonly string[] = []): PveGuest['pending'] {
  return Object.fromEntries(Object.entries(guest.pending).filter(([key, value]) => !keys.includes(key) && guest.config[key] !== value))
}
