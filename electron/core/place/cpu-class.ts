/** What a device tells about its processor; as much as is known. */
export interface Processor {
  /** The name the processor gives itself, empty on many ARM boards. */
  readonly model: string
  /** The board or computer, for example "Raspberry Pi 4 Model B Rev 1.4". */
  readonly board?: string
  /** Core types of an ARM processor as "implementer part", for example "0x41 0xd08". */
  readonly armParts: readonly string[]
  readonly maximumMHz?: number
  readonly bogomips?: number
}

type Rule = readonly [pattern: RegExp, speed: number]

/**
 * One core of an Intel N100 is 1. These are estimates by processor family, set down from what is generally known of
 * single-thread benchmarks; none was measured for MycoPod or copied from a list. Expect them to be off by up to a third
 * (one public comparison, bm.hardlimit.com, has a Core i5-6500 at 1.46 where this says 1.2), which is still enough to
 * tell a Raspberry Pi core from a desktop one.
 */
const models: readonly Rule[] = [
  [/\bN(?:95|97|100|150|200|250|305|355)\b|i3-N3\d\d|\bN\d{2,3}\b.*Intel|Intel\(R\) N\d{2,3}\b/i, 1],
  [/Celeron.*\b(?:N5095|N5100|N5105)|Pentium.*N6\d{3}|Celeron.*N4[59]\d\d/i, 0.75],
  [/Celeron.*\b[NJ]4[0-2]\d\d|Pentium.*\b[NJ]5\d{3}/i, 0.6],
  [/Celeron.*\b[NJ]3[34]\d\d|Pentium.*\b[NJ]4\d{3}/i, 0.45],
  [/Celeron.*\b[NJ](?:1[89]|2[89]|3[01])\d\d|Atom.*\b[EZx]|Atom.*C2\d{3}/i, 0.3],
  [/Atom.*\bC3\d{3}/i, 0.45],
  [/Atom/i, 0.2],
  [/Celeron.*G[456]\d{3}|Pentium.*G[4-7]\d{3}/i, 1.2],
  [/Core.*Ultra/i, 1.95],
  [/Ryzen.*\b(?:7[6-9]|8[4-7]|9[6-9])\d\d|Ryzen (?:AI )?[579] (?:PRO )?(?:AI )?3\d\d\b|EPYC 9\d{3}/i, 2],
  [/Ryzen.*\b(?:5[5-9]|6[6-9]|7[3-5])\d\d|EPYC 7\w\w3/i, 1.6],
  [/Ryzen.*\b(?:3[5-9]|4[3-9]|5[3-4])\d\d|EPYC 7\w\w2/i, 1.35],
  [/Ryzen.*\b(?:2[2-9]|3[0-4])\d\d|Ryzen.*V2\d{3}/i, 1.1],
  [/Ryzen.*\b1[2-9]\d\d|Ryzen.*[RV]1\d{3}|Athlon.*(?:Gold|Silver|[23]\d\dG)|EPYC/i, 0.95],
  [/\bAMD (?:A[468]|E[12]|GX|G-T)-?\w*|Phenom|Opteron|AMD FX/i, 0.55],
  [/Xeon.*E3-1\d{3} v[56]|Xeon.*E-2\d{3}|Xeon.*(?:Gold|Silver|Platinum|Bronze)|Xeon.*W-\d/i, 1.25],
  [/Xeon.*v[34]\b|Xeon.*D-\d{4}/i, 0.95],
  [/Xeon.*v2\b/i, 0.85],
  [/Xeon/i, 0.65],
  [/Core.*2 (?:Duo|Quad|Extreme)|Core\(TM\)2|Pentium.*Dual/i, 0.45],
  [/Apple M\d/i, 2],
]

/** By generation of Intel Core processors: desktop ones; those for notebooks are a sixth slower. */
const coreGenerations: readonly number[] = [0.6, 0.6, 0.8, 0.9, 1.05, 1.05, 1.2, 1.25, 1.35, 1.4, 1.4, 1.55, 1.8, 1.95, 2]

const boards: readonly Rule[] = [
  [/Raspberry Pi 5|Raspberry Pi 500|Compute Module 5/i, 0.65],
  [/Raspberry Pi 4|Raspberry Pi 400|Compute Module 4/i, 0.3],
  [/Raspberry Pi 3|Raspberry Pi Zero 2|Compute Module 3/i, 0.12],
  [/Raspberry Pi 2/i, 0.08],
  [/Raspberry Pi/i, 0.03],
]

/** Speed of each GHz of an ARM core type. */
const armPerGHz: Readonly<Record<string, number>> = {
  '0x41 0xb76': 0.03,
  '0x41 0xc07': 0.08,
  '0x41 0xc0f': 0.14,
  '0x41 0xd03': 0.09,
  '0x41 0xd05': 0.1,
  '0x41 0xd07': 0.16,
  '0x41 0xd08': 0.18,
  '0x41 0xd09': 0.2,
  '0x41 0xd0a': 0.24,
  '0x41 0xd0b': 0.27,
  '0x41 0xd0c': 0.28,
  '0x41 0xd0d': 0.29,
  '0x41 0xd40': 0.33,
  '0x41 0xd41': 0.3,
  '0x41 0xd49': 0.34,
}

/** Speed of one core where 1 is one core of an Intel N100; always above 0, a guess from the clock where nothing else is known. */
export function coreSpeed(processor: Processor): number {
  const { model, board = '', armParts } = processor
  const known = match(boards, board) ?? match(models, model) ?? intelCore(model) ?? match(boards, model)
  if (known !== undefined) return known
  const gigahertz = clockGHz(processor)
  const parts = armParts.map(part => armPerGHz[part]).filter(speed => speed !== undefined)
  if (parts.length > 0) return round((parts.reduce((sum, speed) => sum + speed, 0) / parts.length) * gigahertz)
  return round((armParts.length > 0 ? 0.15 : 0.33) * gigahertz)
}

function match(rules: readonly Rule[], text: string): number | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1]
}

function intelCore(model: string): number | undefined {
  const found = /\bi[3579]-(\d{3,5})([A-Z]*)/i.exec(model)
  const digits = found?.[1]
  if (!found || !digits) return undefined
  const generation = digits.length === 3 ? 1 : digits.length === 5 || /^1[01]/.test(digits) ? Number(digits.slice(0, 2)) : Number(digits[0])
  const speed = coreGenerations[generation] ?? coreGenerations.at(-1) ?? 1
  return round(/[UYPM]|G\d/i.test(found[2] ?? '') || /G\d\b/.test(model) ? (speed * 5) / 6 : speed)
}

/** The clock in GHz; BogoMIPS of x86 are twice the clock, of ARM they say nothing, so 1.5 GHz is taken there. */
function clockGHz({ maximumMHz, bogomips, armParts }: Processor): number {
  const megahertz = maximumMHz ?? (armParts.length === 0 && bogomips !== undefined ? bogomips / 2 : 1500)
  return Math.min(Math.max(megahertz, 100), 6000) / 1000
}

function round(speed: number): number {
  return Math.max(Math.round(speed * 100) / 100, 0.01)
}
