import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatProperties, parseProperties, propertyOf, withProperties } from '../../../electron/adapters/proxmox/property-string.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/)
const properties = fc.uniqueArray(fc.tuple(name, fc.string()), { selector: ([each]) => each })
const withVolume = fc.tuple(fc.option(fc.string(), { nil: undefined }), properties)

describe('property strings', () => {
  test('what is written is read back', () => {
    fc.assert(
      fc.property(withVolume, ([volume, named]) => {
        const all = volume === undefined ? named : [['', volume] as const, ...named]
        expect(parseProperties(formatProperties(all))).toEqual(all)
      }),
    )
  })

  test('a change touches what it names and nothing else', () => {
    fc.assert(
      fc.property(properties, name, fc.option(fc.string(), { nil: undefined }), (held, changed, value) => {
        const after = withProperties(held, { [changed]: value })
        expect(propertyOf(after, changed)).toBe(value)
        expect(after.filter(([each]) => each !== changed)).toEqual(held.filter(([each]) => each !== changed))
      }),
    )
  })

  test.each([
    ['virtio=BC:24:11:7B:CC:B8,bridge=vmbr0,tag=20', 'bridge', 'vmbr0'],
    ['local:100/vm-100-disk-0.qcow2,size=2G', '', 'local:100/vm-100-disk-0.qcow2'],
    ['name=eth0,bridge=vmbr0,ip=10.99.0.50/24', 'ip', '10.99.0.50/24'],
    ['order=scsi0;ide2;net0', 'order', 'scsi0;ide2;net0'],
    ['user,note="one, two"', 'note', 'one, two'],
    ['none,media=cdrom', '', 'none'],
    ['', 'anything', undefined],
  ])('of %s, %s is %s', (text, wanted, value) => {
    expect(propertyOf(parseProperties(text), wanted)).toBe(value)
  })

  test('a card keeps its hardware address and its order', () => {
    const card = parseProperties('virtio=BC:24:11:7B:CC:B8,bridge=vmbr0,firewall=1,tag=20')
    expect(formatProperties(withProperties(card, { bridge: 'vmbr1', tag: undefined, mtu: '9000' }))).toBe(
      'virtio=BC:24:11:7B:CC:B8,bridge=vmbr1,firewall=1,mtu=9000',
    )
  })
})
