const amount = '[\\d.]+ [KMGT]?i?B'
const patterns = [
  // A copy: "transferred 921.6 MiB of 2.0 GiB (45.00%)"; a mirrored disk and the memory of a machine that moves say the same with more around it.
  new RegExp(`transferred (?<amounts>${amount} of ${amount})(?:[^(]*\\((?<percent>[\\d.]+)%\\))?`),
  // A backup of a machine: "INFO:  45% (1.4 GiB of 3.2 GiB) in 12s, read: …".
  new RegExp(`(?:^|INFO: +)(?<percent>[\\d.]+)% \\((?<amounts>${amount} of ${amount})\\)`),
  // Its restore: "progress 45% (read 1509949440 bytes, duration 12 sec)".
  /\bprogress (?<percent>[\d.]+)%/,
]

/** How far a task of Proxmox is by a line of its log, and in which amounts; undefined where the line does not tell. */
export function taskProgress(line: string): { readonly fraction: number; readonly amounts?: string } | undefined {
  for (const pattern of patterns) {
    const { amounts, percent } = pattern.exec(line)?.groups ?? {}
    const fraction = percent === undefined ? fractionOf(amounts) : Number(percent) / 100
    if (fraction === undefined || !(fraction >= 0 && fraction <= 1)) continue
    return { fraction, ...(amounts !== undefined && { amounts: inWords(amounts) }) }
  }
  return undefined
}

function inWords(amounts: string): string {
  return amounts.replaceAll('iB', 'B').replaceAll(/(\d) (?=[KMGT]?B)/g, '$1\u00a0')
}

function fractionOf(amounts: string | undefined): number | undefined {
  const [done, total] = (amounts ?? '').split(' of ').map(bytesOf)
  return done === undefined || total === undefined || total === 0 ? undefined : done / total
}

function bytesOf(text: string): number {
  const [number, unit = 'B'] = text.split(' ')
  return Number(number) * 1024 ** Math.max(0, ['B', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit))
}
