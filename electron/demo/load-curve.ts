import { chance } from './chance.ts'

/** Something that goes up and down over days, hours and minutes around 1, never below 0.1. */
export interface LoadCurve {
  at(ms: number): number
  /** The area under it in seconds, from a fixed moment; it only grows. */
  area(ms: number): number
}

const day = 86_400
// Period in seconds and height of each wave; the heights sum to 0.9.
const waves = [
  [day, 0.4],
  [day / 2, 0.15],
  [5400, 0.15],
  [1260, 0.1],
  [190, 0.1],
] as const

/** A curve that is always the same for the same words; evenings are busiest. */
export function loadCurve(...words: readonly (string | number)[]): LoadCurve {
  const phases = waves.map(([period], index) =>
    index === 0 ? (2 * Math.PI * 14 * 3600) / day : 2 * Math.PI * chance('phase', period, ...words),
  )
  return {
    at: ms =>
      waves.reduce(
        (sum, [period, height], index) => sum + height * Math.sin((2 * Math.PI * (ms / 1000)) / period - (phases[index] ?? 0)),
        1,
      ),
    area: ms => {
      const seconds = ms / 1000
      return waves.reduce((sum, [period, height], index) => {
        const speed = (2 * Math.PI) / period
        return sum - (height / speed) * Math.cos(speed * seconds - (phases[index] ?? 0))
      }, seconds)
    },
  }
}
