import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AreaBox, headerHeight, layOutAreas, squarify } from '../../../renderer/ui/area-map-layout.ts'

const box = (id: string, total: number, ...amounts: readonly number[]): AreaBox => ({
  id,
  total,
  items: amounts.map((amount, index) => ({ id: `${id}-${index}`, amount })),
})
const lab = [box('nuc-1', 31.1, 4.6, 2.3), box('tower', 15.5, 1.7), box('nas', 7.7, 2.8), box('pi-4', 3.7, 0.7)]

const boxes = fc
  .array(fc.record({ total: fc.double({ min: 1, max: 256, noNaN: true }), share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    minLength: 1,
    maxLength: 24,
  })
  .map(list => list.map(({ total, share }, index) => box(`box-${index}`, total, total * share * 0.7, total * share * 0.3)))
const widths = fc.integer({ min: 320, max: 2400 })

describe('the map of areas', () => {
  it('stacks the two smallest boxes of the lab, as drawn in the mock', () => {
    const { boxes: placed, height } = layOutAreas(lab, 990, 178)
    expect(height).toBe(178)
    expect(placed.map(each => [each.id, Math.round(each.rect.left), Math.round(each.rect.width)])).toEqual([
      ['nuc-1', 0, 499],
      ['tower', 507, 249],
      ['nas', 764, 226],
      ['pi-4', 764, 226],
    ])
  })

  it('draws nothing of nothing', () => {
    expect(layOutAreas([], 990, 178).boxes).toEqual([])
    expect(layOutAreas(lab, 0, 178).boxes).toEqual([])
  })

  it('gives the same area to the same amount in every box', () => {
    fc.assert(
      fc.property(boxes, widths, (all, width) => {
        const { boxes: placed } = layOutAreas(all, width, 178)
        const perUnit = placed.map(
          each => (each.rect.width * (each.rect.height - headerHeight)) / (all.find(one => one.id === each.id)?.total ?? 0),
        )
        for (const value of perUnit) expect(value).toBeCloseTo(perUnit[0] ?? 0, 3)
      }),
    )
  })

  it('keeps every box inside the map and apart from the others', () => {
    fc.assert(
      fc.property(boxes, widths, (all, width) => {
        const { boxes: placed, height } = layOutAreas(all, width, 178)
        expect(placed).toHaveLength(all.length)
        for (const [index, { rect }] of placed.entries()) {
          expect(rect.left).toBeGreaterThanOrEqual(-0.01)
          expect(rect.left + rect.width).toBeLessThanOrEqual(width + 0.01)
          expect(rect.top + rect.height).toBeLessThanOrEqual(height + 0.01)
          for (const other of placed.slice(index + 1)) {
            const apart =
              rect.left + rect.width <= other.rect.left + 0.01 ||
              other.rect.left + other.rect.width <= rect.left + 0.01 ||
              rect.top + rect.height <= other.rect.top + 0.01 ||
              other.rect.top + other.rect.height <= rect.top + 0.01
            expect(apart).toBe(true)
          }
        }
      }),
    )
  })

  it('fills a rectangle wholly, each part by its amount', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 }), amounts => {
        const items = amounts.map((amount, index) => ({ id: `${index}`, amount }))
        const placed = squarify(items, { left: 0, top: 0, width: 300, height: 150 })
        const total = amounts.reduce((sum, amount) => sum + amount, 0)
        for (const { id, rect } of placed) expect(rect.width * rect.height).toBeCloseTo(((amounts[Number(id)] ?? 0) / total) * 45_000, 3)
      }),
    )
  })
})
