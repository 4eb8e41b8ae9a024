/** What a person can press or do about an error. It is data, so that a dialog, a console and a log show the same. */
export type Fix =
  | { readonly kind: 'retry'; readonly label?: string }
  | { readonly kind: 'open'; readonly to: string; readonly label: string }
  | { readonly kind: 'run'; readonly where: 'device' | 'here'; readonly command: string; readonly label?: string }
  | { readonly kind: 'do'; readonly action: FixAction; readonly label: string; readonly data?: Readonly<Record<string, string>> }
  | { readonly kind: 'advice'; readonly text: string }

/** What a `do` fix asks the program to do; each screen that shows errors can do each of these. */
export type FixAction =
  | 'accept-host-key'
  | 'install-docker'
  | 'start-docker'
  | 'use-port'
  | 'choose-device'
  | 'change-login'
  | 'change-address'
  | 'use-other-name'
  | 'free-space'
  | 'accept-fingerprint'
  | 'change-cluster-login'
  | 'shut-down-guest'
  | 'approve'

/** An error as people read it. */
export interface Problem {
  /** What happened, naming the thing. */
  readonly title: string
  /** Why, as far as known. */
  readonly because?: string
  readonly fixes: readonly Fix[]
}

const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes in words with a no-break space, 1 GB being 1024³ bytes: "11.2 GB", "359 MB". */
export function bytesInWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit < 2 || value >= 100 ? 0 : unit >= 4 && value < 10 ? 2 : 1
  return `${value.toFixed(digits)}\u00a0${units[unit]}`
}
