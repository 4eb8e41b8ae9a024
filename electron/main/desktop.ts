import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, type MessagePortMain, session } from 'electron'
import { handOverPorts } from './hand-over-port.ts'
import { setMenu } from './menu.ts'
import { notify } from './notifications.ts'
import { registerPageScheme, servePage } from './page-scheme.ts'
import { guardAllPages, refusePermissions } from './security.ts'
import { setStartAtLogin } from './start-at-login.ts'
import { createTray } from './tray.ts'
import type { LabListener } from './watch-lab.ts'
import { createMainWindow } from './window.ts'

/** The running host as the shell sees it: a page's pipe goes in, news for the tray and notifications comes out. */
export interface DesktopHost {
  /** Serves the contract to the page at the other end. */
  connect(port: MessagePortMain): void
  /** Tells the listener of the lab until the host closes. */
  watch(listener: LabListener): Promise<void>
  close(): Promise<void>
}

/** What the shell is started with. */
export interface DesktopOptions {
  /** The folder for what Chromium and the shell remember; one running app for each. */
  readonly shellFolder: string
  /** The folder of the built program, holding `renderer` and `preload`. */
  readonly builtFolder: string
  /** The folder of icons and tray pictures. */
  readonly resources: string
  openHost(): Promise<DesktopHost>
  /** The two sentences for a host that could not be opened. */
  explain(error: unknown): { readonly title: string; readonly because: string }
}

/** Starts the desktop app, or brings the one that already runs to the front; must be called before Electron is ready. */
export function startDesktop(options: DesktopOptions): void {
  takeFolder(options.shellFolder)
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  registerPageScheme()
  guardAllPages()
  app
    .whenReady()
    .then(() => run(options))
    .catch((error: unknown) => {
      const { title, because } = options.explain(error)
      dialog.showErrorBox(title, because)
      app.exit(1)
    })
}

/** The folder lies in the data folder, which nobody else may read. Where it cannot be made, opening the host says why. */
function takeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('userData', folder)
  } catch {
    // Electron's own place serves until the host has explained what is wrong with this one.
  }
}

async function run({ shellFolder, builtFolder, resources, openHost }: DesktopOptions): Promise<void> {
  app.setAppUserModelId('io.mycopod.desktop')
  refusePermissions(session.defaultSession)
  servePage(join(builtFolder, 'renderer'))

  const window = createMainWindow({
    preload: join(builtFolder, 'preload', 'preload.cjs'),
    icon: join(resources, 'icon.png'),
    stateFile: join(shellFolder, 'window.json'),
  })
  setMenu({ openRoute: route => window.show(route) }, app.isPackaged)

  // A page may ask for its port before the host is open: it gets one at once, and the host takes the other end when it is there.
  const opening = openHost()
  handOverPorts(
    contents => window.owns(contents),
    port => void opening.then(host => host.connect(port)).catch(() => port.close()),
  )
  closeHostOnQuit(opening)

  const tray = createTray(join(resources, 'tray'), { show: route => window.show(route), quit: () => app.quit() })
  let closeToTray = true
  app.on('window-all-closed', () => {
    // Without a tray nobody could find the running app again; on macOS the dock stays.
    const stays = process.platform === 'darwin' || (tray !== undefined && closeToTray)
    if (!stays) app.quit()
  })
  app.on('second-instance', () => window.show())
  app.on('activate', () => window.show())
  window.show()

  const host = await opening
  await host.watch({
    status: status => tray?.update(status),
    news: news => notify(news, route => window.show(route)),
    settings: settings => {
      closeToTray = settings.closeToTray
      setStartAtLogin(settings.startAtLogin)
    },
  })
}

function closeHostOnQuit(opening: Promise<DesktopHost>): void {
  let closed = false
  let closing = false
  app.on('will-quit', event => {
    if (closed) return
    event.preventDefault()
    if (closing) return
    closing = true
    opening
      .then(host => host.close())
      .catch(() => undefined)
      .finally(() => {
        closed = true
        app.quit()
      })
  })
}
