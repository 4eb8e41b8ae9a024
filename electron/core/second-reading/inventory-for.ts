import type { LabInventory } from '../../../shared/model/declaration.ts'

const mostGuests = 200

/** What a model is told of the lab: of a large one the guests that the texts name, and others only as far as there is room. */
export function inventoryFor(inventory: LabInventory, texts: readonly string[]): LabInventory {
  if (inventory.guests.length <= mostGuests) return inventory
  const said = texts.join('\n').toLowerCase()
  const { true: named = [], false: others = [] } = Object.groupBy(inventory.guests, ({ name }) =>
    said.includes(name.toLowerCase()) ? 'true' : 'false',
  )
  return { ...inventory, guests: [...named, ...others].slice(0, Math.max(mostGuests, named.length)) }
}
