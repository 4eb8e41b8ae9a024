import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from 'electron'

/** Makes the packaged app start when the person logs in, or not; a checkout is never registered. */
export function setStartAtLogin(wanted: boolean): void {
  if (!app.isPackaged) return
  if (process.platform !== 'linux') {
    if (app.getLoginItemSettings().openAtLogin !== wanted) app.setLoginItemSettings({ openAtLogin: wanted })
    return
  }
  // Electron leaves this to the desktop on Linux: an entry in the autostart folder.
  const entry = join(app.getPath('appData'), 'autostart', 'mycopod.desktop')
  if (!wanted) {
    rmSync(entry, { force: true })
    return
  }
  const program = process.env.APPIMAGE ?? process.execPath
  mkdirSync(dirname(entry), { recursive: true })
  writeFileSync(entry, ['[Desktop Entry]', 'Type=Application', 'Name=MycoPod', `Exec="${program}"`, ''].join('\n'))
}
