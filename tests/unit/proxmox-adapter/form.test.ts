import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeForm, encodeKeys, encodePath } from '../../../electron/adapters/proxmox/form.ts'

const wellFormed = fc.string({ unit: 'grapheme' })

describe('form encoding', () => {
  test('what is written is read back by any reader of forms, and has no bare sign of its own', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          wellFormed.filter(text => text !== ''),
          wellFormed,
        ),
        parameters => {
          const form = encodeForm(parameters)
          expect(Object.fromEntries(new URLSearchParams(form))).toEqual({ ...parameters })
          expect(form).toMatch(/^[\w.!~*'()%=&-]*$/)
        },
      ),
    )
  })

  test('booleans are 1 and 0, what is undefined is left out, a space is no plus', () => {
    expect(encodeForm({ a: true, b: false, c: undefined, d: 3, e: 'x y', f: 'nesting=1', g: 'a;b,c+d' })).toBe(
      'a=1&b=0&d=3&e=x%20y&f=nesting%3D1&g=a%3Bb%2Cc%2Bd',
    )
  })

  test('parts of a path cannot leave it', () => {
    fc.assert(
      fc.property(fc.array(wellFormed, { minLength: 1 }), parts => {
        expect(encodePath(parts).split('/').length).toBe(parts.length + 1)
      }),
    )
    expect(encodePath(['nodes', 'pve1', 'tasks', 'UPID:pve1:1:qmstart:100:root@pam!x:'])).toBe(
      '/nodes/pve1/tasks/UPID%3Apve1%3A1%3Aqmstart%3A100%3Aroot%40pam!x%3A',
    )
  })

  test('keys are encoded once more before the form', () => {
    const key = 'ssh-ed25519 AAAA+/= me@home'
    expect(encodeKeys([`${key}\n`, key])).toBe('ssh-ed25519%20AAAA%2B%2F%3D%20me%40home%0Assh-ed25519%20AAAA%2B%2F%3D%20me%40home')
    fc.assert(
      fc.property(fc.array(wellFormed), keys => {
        expect(encodeKeys(keys)).toMatch(/^[-%a-zA-Z0-9_.!~*'()]*$/)
      }),
    )
  })
})
