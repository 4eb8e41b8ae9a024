import type { Interpretation, LabInventory } from '../../shared/model/declaration.ts'

/** Reads plain words against a lab that is given; needs no data folder and no host. */
export async function readAlone(text: string, inventory: LabInventory): Promise<Interpretation> {
  const { interpret } = await import('../core/interpret/interpret.ts')
  return interpret(text, inventory)
}
