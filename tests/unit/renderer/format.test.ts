import { describe, expect, it } from 'vitest'
import {
  formatAbout,
  formatAgo,
  formatBits,
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatMoment,
  formatNumberOf,
  formatPartOfWhole,
  formatPercent,
  formatRate,
  formatShare,
  formatSigned,
  formatTimeLeft,
} from '../../../renderer/lib/format.ts'

const gigabyte = 1024 ** 3
const noBreak = '\u00a0'

describe('amounts', () => {
  it('gives bytes one honest decimal below 100 and none above', () => {
    expect(formatBytes(11.2 * gigabyte)).toBe(`11.2${noBreak}GB`)
    expect(formatBytes(412 * gigabyte)).toBe(`412${noBreak}GB`)
    expect(formatBytes(0)).toBe(`0${noBreak}bytes`)
    expect(formatBytes(undefined)).toBe('–')
    expect(formatRate(9.1 * 1024 ** 2)).toBe(`9.1${noBreak}MB/s`)
  })

  it('shows a part in the unit of its whole', () => {
    expect(formatShare(43.8 * gigabyte, 120.2 * gigabyte)).toEqual({ part: '43.8', whole: `of 120.2${noBreak}GB` })
    expect(formatPartOfWhole(412 * gigabyte, 930 * gigabyte)).toBe(`412 of 930${noBreak}GB`)
    expect(formatPartOfWhole(614 * gigabyte, 1843 * gigabyte)).toBe(`0.6 of 1.8${noBreak}TB`)
    expect(formatPartOfWhole(undefined, gigabyte)).toBe('–')
    expect(formatPartOfWhole(0, 0)).toBe(`0 of 0${noBreak}bytes`)
  })

  it('writes percentages, signs, counts and nouns', () => {
    expect(formatPercent(0.163)).toBe('16\u202f%')
    expect(formatPercent(undefined)).toBe('–')
    expect(formatSigned(-0.94)).toBe('−0.9')
    expect(formatSigned(6)).toBe('+6.0')
    expect(formatSigned(-0.04)).toBe('0')
    expect(formatCount(4182)).toBe('4,182')
    expect(formatNumberOf(1, 'device')).toBe(`1${noBreak}device`)
    expect(formatNumberOf(3, 'entry', 'entries')).toBe(`3${noBreak}entries`)
  })

  it('gives network traffic in bits', () => {
    expect(formatBits(10_500_000)).toEqual({ value: '84', unit: 'Mbit/s' })
    expect(formatBits(150_000)).toEqual({ value: '1.2', unit: 'Mbit/s' })
    expect(formatBits(0)).toEqual({ value: '0', unit: 'Mbit/s' })
    expect(formatBits(312_500_000)).toEqual({ value: '2.5', unit: 'Gbit/s' })
  })
})

describe('times', () => {
  it('writes how long something took', () => {
    expect(formatDuration(0.38)).toBe(`0.4${noBreak}s`)
    expect(formatDuration(0)).toBe(`0.1${noBreak}s`)
    expect(formatDuration(4.2)).toBe(`4${noBreak}s`)
    expect(formatDuration(59.7)).toBe(`1${noBreak}min`)
    expect(formatDuration(100)).toBe(`1${noBreak}min 40${noBreak}s`)
    expect(formatDuration(7500)).toBe(`2${noBreak}h 5${noBreak}min`)
    expect(formatDuration(41 * 86_400)).toBe(`41${noBreak}days`)
  })

  it('says about before what is still to come', () => {
    expect(formatTimeLeft(8)).toBe(`about 8${noBreak}seconds left`)
    expect(formatAbout(0)).toBe(`about 1${noBreak}second`)
    expect(formatAbout(22)).toBe(`about 20${noBreak}seconds`)
    expect(formatAbout(58)).toBe(`about 1${noBreak}minute`)
    expect(formatAbout(125)).toBe(`about 2${noBreak}minutes`)
    expect(formatAbout(7000)).toBe(`about 2${noBreak}hours`)
  })

  it('says how long ago', () => {
    const now = Date.UTC(2026, 10, 21, 12)
    expect(formatAgo(now - 6_000, now)).toBe(`6${noBreak}seconds ago`)
    expect(formatAgo(now - 61_000, now)).toBe(`1${noBreak}minute ago`)
    expect(formatAgo(now + 5_000, now)).toBe('just now')
    expect(formatAgo(now - 3 * 86_400_000, now)).toBe(`3${noBreak}days ago`)
  })

  it('writes moments as short as they may be', () => {
    const now = new Date(2026, 10, 20, 14, 30).getTime()
    expect(formatMoment(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('09:05')
    expect(formatMoment(new Date(2026, 10, 18, 21, 22).getTime(), now)).toBe('Wed 21:22')
    expect(formatMoment(new Date(2026, 9, 4, 21, 22).getTime(), now)).toBe('4 Oct')
    expect(formatMoment(new Date(2025, 9, 4, 21, 22).getTime(), now)).toBe('4 Oct 2025')
    expect(formatDay(new Date(2026, 10, 20, 0, 1).getTime(), now)).toBe('Today')
    expect(formatDay(new Date(2026, 10, 19, 23, 59).getTime(), now)).toBe('Yesterday')
    expect(formatDay(new Date(2026, 10, 17).getTime(), now)).toBe('Tuesday 17 November')
    expect(formatDay(new Date(2025, 10, 17).getTime(), now)).toBe('Monday 17 November 2025')
  })
})
