import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readDesktopArguments } from '../../electron/main/arguments.ts'

test.each([
  [[], { demo: false }],
  [['.', '--demo'], { demo: true }],
  [['--data', 'lab', '--demo'], { demo: true, data: resolve('lab') }],
  [['--data=lab'], { demo: false, data: resolve('lab') }],
  [['--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '/somewhere', '--data', '/lab'], { demo: false, data: '/lab' }],
  [['--data'], { demo: false }],
])('%j is understood', (args, expected) => {
  expect(readDesktopArguments(args)).toEqual(expected)
})
