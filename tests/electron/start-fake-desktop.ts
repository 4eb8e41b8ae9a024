import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import type { LabListener } from '../../electron/main/watch-lab.ts'
import { createFakeElectron } from './fake-electron.ts'

type FakeOptions = Parameters<typeof createFakeElectron>[0]

interface Setting extends NonNullable<FakeOptions> {
  /** What the shell remembered last time, as JSON. */
  readonly remembered?: unknown
  readonly openFails?: Error
}

/** Starts the desktop shell on a fake Electron, with a host that only remembers; resolves once its window, or its refusal, is there. */
export async function startFakeDesktop(setting: Setting = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mycopod-desktop-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'built', 'renderer', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'built', 'renderer', 'index.html'), '<!doctype html><title>MycoPod</title>')
  writeFileSync(join(folder, 'built', 'renderer', 'assets', 'app.js'), 'export {}')
  writeFileSync(join(folder, 'built', 'secret.txt'), 'not for the page')
  const stateFile = join(folder, 'window.json')
  if (setting.remembered !== undefined) writeFileSync(stateFile, JSON.stringify(setting.remembered))

  const electron = createFakeElectron(setting)
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  const { startDesktop } = await import('../../electron/main/desktop.ts')

  const connected: unknown[] = []
  const closing = Promise.withResolvers<void>()
  const watching = Promise.withResolvers<LabListener>()
  let closed = false
  startDesktop({
    shellFolder: folder,
    builtFolder: join(folder, 'built'),
    resources: join(folder, 'resources'),
    async openHost() {
      if (setting.openFails) throw setting.openFails
      return {
        connect: port => void connected.push(port),
        watch: async listener => {
          watching.resolve(listener)
          await closing.promise
        },
        close: async () => {
          await new Promise(resolve => setImmediate(resolve))
          closed = true
          closing.resolve()
        },
      }
    },
    explain: error => ({ title: 'MycoPod cannot start', because: error instanceof Error ? error.message : 'unknown' }),
  })
  if (setting.firstInstance !== false) await expect.poll(() => electron.windows.length).toBeGreaterThan(0)
  return { electron, stateFile, connected, listener: watching.promise, hostClosed: () => closed }
}
