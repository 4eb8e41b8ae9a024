import { describe, expect, test } from 'vitest'
import type { Secrets } from '../../../electron/ports/secrets.ts'

/** What every store of secrets does. `open` gives a fresh store, and a way to open the same one again. */
export function describeSecrets(
  name: string,
  open: () => Promise<{ readonly secrets: Secrets; readonly reopen: () => Promise<Secrets> }>,
): void {
  describe(name, () => {
    test('gives back what was kept, to the letter, also when opened again', async () => {
      const { secrets, reopen } = await open()
      const values = ['hunter2', ' spaces and "quotes" \' ', 'grüße 🔑', `-----BEGIN-----\n${'x'.repeat(3000)}\n-----END-----\n`, '0']
      for (const [index, value] of values.entries()) await secrets.set(`device/${index}/password`, value)
      const again = await reopen()
      for (const [index, value] of values.entries()) expect(await again.get(`device/${index}/password`)).toBe(value)
    })

    test('replaces, removes, and knows what is missing', async () => {
      const { secrets } = await open()
      expect(await secrets.get('device/1/password')).toBeUndefined()
      await secrets.set('device/1/password', 'old')
      await secrets.set('device/1/password', 'new')
      expect(await secrets.get('device/1/password')).toBe('new')
      await secrets.remove('device/1/password')
      await secrets.remove('device/1/password')
      expect(await secrets.get('device/1/password')).toBeUndefined()
      expect(await secrets.names('')).toEqual([])
    })

    test('lists names by prefix, in order', async () => {
      const { secrets, reopen } = await open()
      for (const each of ['device/2/password', 'app/1/KEY', 'device/1/password']) await secrets.set(each, 'value')
      expect(await (await reopen()).names('device/')).toEqual(['device/1/password', 'device/2/password'])
      expect(await secrets.names('')).toHaveLength(3)
    })

    test('loses nothing when much is kept at once', async () => {
      const { secrets, reopen } = await open()
      await Promise.all(Array.from({ length: 20 }, (_, index) => secrets.set(`app/1/K${index}`, `value ${index}`)))
      await Promise.all([secrets.remove('app/1/K3'), secrets.set('app/1/K20', 'value 20'), secrets.remove('app/1/K4')])
      const again = await reopen()
      expect(await again.names('app/')).toHaveLength(19)
      expect(await again.get('app/1/K20')).toBe('value 20')
    })

    test('says in a sentence why it is in use', async () => {
      const { secrets } = await open()
      expect(secrets.because).toMatch(/^[A-Z].*\.$/)
    })
  })
}
