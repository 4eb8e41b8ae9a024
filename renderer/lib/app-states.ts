import type { AppState } from '../../shared/model/app.ts'
import type { Tone } from '../ui/status-dot.tsx'

/** Colour and word of each state of an app. */
export const appStates: Readonly<Record<AppState, { readonly tone: Tone; readonly word: string }>> = {
  deploying: { tone: 'run', word: 'Being deployed' },
  starting: { tone: 'run', word: 'Starting' },
  running: { tone: 'ok', word: 'Running' },
  unhealthy: { tone: 'warn', word: 'Does not answer well' },
  stopped: { tone: 'off', word: 'Stopped' },
  missing: { tone: 'bad', word: 'No longer there' },
  removing: { tone: 'run', word: 'Being removed' },
  unknown: { tone: 'unknown', word: 'Not known' },
}
