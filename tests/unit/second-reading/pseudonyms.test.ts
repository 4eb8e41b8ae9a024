import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPseudonyms } from '../../../electron/core/second-reading/pseudonyms.ts'
import { type LabInventory, labInventorySchema } from '../../../shared/model/declaration.ts'

const lab = (more: Partial<LabInventory>): LabInventory => ({ ...labInventorySchema.parse({}), ...more })
const guest = (name: string) => ({ name, type: 'lxc' as const })

describe('names that are hidden', () => {
  test('are neutral ones, the same everywhere and in whatever case', () => {
    const inventory = lab({
      nodes: [{ name: 'pve1', cores: 4, memoryMiB: 1024 }],
      guests: [{ ...guest('web-01'), node: 'pve1' }, guest('web')],
      storages: ['local'],
      apps: [{ app: 'gitea', name: 'gitea-kids', device: 'nuc' }],
    })
    const text = "Web-01 and web go to pve1's local; web-012 and gitea stay, gitea-kids on NUC."
    const names = createPseudonyms([inventory], [text])
    expect(names.hide(text)).toBe("guest-1 and guest-2 go to node-1's storage-1; web-012 and gitea stay, app-1 on device-1.")
    expect(names.hide(inventory)).toMatchObject({
      guests: [{ name: 'guest-1', node: 'node-1', type: 'lxc' }, { name: 'guest-2' }],
      apps: [{ app: 'gitea', name: 'app-1', device: 'device-1' }],
    })
    expect(names.show(names.hide(text))).toBe("web-01 and web go to pve1's local; web-012 and gitea stay, gitea-kids on nuc.")
  })

  test('never get a neutral one that somebody uses already', () => {
    const text = 'guest-1 is not mine, and neither is GUEST-2.'
    const names = createPseudonyms([lab({ guests: [guest('mine'), guest('guest-3')] })], [text])
    expect(names.hide('mine guest-3')).toBe('guest-4 guest-5')
    expect(names.show(names.hide(text))).toBe('guest-1 is not guest-4, and neither is GUEST-2.'.replace('guest-4', 'mine'))
  })
})

const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
  fc.constantFrom('guest-1', 'Guest-2', 'node-1', 'a.b', 'ß', 'İx', 'x y', '$&', 'a+(b', 'nas', 'NAS-2', '‹', 'ſ'),
)
const inventories = fc.record({
  guests: fc.array(name.map(guest), { maxLength: 6 }),
  nodes: fc.array(
    name.map(each => ({ name: each, cores: 1, memoryMiB: 1 })),
    { maxLength: 3 },
  ),
  devices: fc.array(
    name.map(each => ({ name: each, kind: 'docker' })),
    { maxLength: 3 },
  ),
  storages: fc.array(name, { maxLength: 3 }),
})

describe('laws of hiding', () => {
  const cases = inventories.chain(inventory => {
    const known = [...inventory.guests, ...inventory.nodes, ...inventory.devices].map(each => each.name).concat(inventory.storages)
    const word = known.length === 0 ? fc.string() : fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 6 }), name)
    const text = fc.array(fc.tuple(word, fc.constantFrom(' ', ', ', '.', '\n', '-', "'s ", '')), { maxLength: 20 })
    return fc.record({ inventory: fc.constant(lab(inventory)), known: fc.constant(known), text: text.map(all => all.flat().join('')) })
  })

  test('what is hidden and shown again is what it was, names in the spelling of the lab', () => {
    fc.assert(
      fc.property(cases, ({ inventory, text }) => {
        const names = createPseudonyms([inventory], [text])
        expect(names.show(names.hide(text)).toUpperCase()).toBe(text.toUpperCase())
        expect(names.show(names.hide(inventory))).toEqual(names.show(names.hide(names.show(names.hide(inventory)))))
      }),
    )
  })

  test('a text that spells names as the lab does comes back letter by letter', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 6 }), fc.string(), (known, noise) => {
        const text = [...known, noise.toLowerCase(), ...known].join(' ')
        const names = createPseudonyms([lab({ guests: known.map(guest) })], [text])
        expect(names.show(names.hide(text))).toBe(text)
      }),
    )
  })

  test('no hidden name stands as a word in what leaves', () => {
    fc.assert(
      fc.property(cases, ({ inventory, known, text }) => {
        const names = createPseudonyms([inventory], [text])
        const leaves = names.hide(text)
        const words = new Set(leaves.split(/[^\p{L}\p{N}_-]+/u).map(word => word.toLowerCase()))
        for (const each of known.filter(single => /^[a-z0-9-]*[a-z0-9][a-z0-9-]*$/i.test(single)))
          expect(words).not.toContain(each.toLowerCase())
      }),
    )
  })
})
