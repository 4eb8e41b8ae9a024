import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What the desktop app can be told when it is started. */
export interface DesktopArguments {
  /** The data folder, absolute; absent for the platform's own. */
  readonly data?: string
  readonly demo: boolean
}

/** Reads our own arguments and overlooks Chromium's and Electron's, which come by the same way. */
export function readDesktopArguments(args: readonly string[]): DesktopArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, demo: { type: 'boolean' } },
    strict: false,
  })
  return { demo: values.demo === true, ...(typeof values.data === 'string' && { data: resolve(values.data) }) }
}
