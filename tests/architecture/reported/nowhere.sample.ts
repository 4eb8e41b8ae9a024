import { test } from 'vitest'

test('leaves something behind that goes wrong', async () => {
  void Promise.reject(new Error('nobody waits for this'))
  await new Promise(resolve => setImmediate(resolve))
})
