import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron'
import { pageAddress } from './page-scheme.ts'
import { placeWindow, readWindowState, smallestWindow, writeWindowState } from './window-state.ts'

/** What the window is made from. */
export interface MainWindowOptions {
  readonly preload: string
  readonly icon: string
  /** The file in which size and place are remembered. */
  readonly stateFile: string
}

/** The app's one window: made when first shown, made again when it was closed. */
export interface MainWindow {
  /** Brings the window to the front, at a route when one is named. */
  show(route?: string): void
  /** Whether these contents are the window's own. */
  owns(contents: WebContents): boolean
}

/** The keeper of the main window; nothing is on the screen until `show`. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | undefined

  return {
    show(route) {
      if (window) {
        bringForward(window, route)
        return
      }
      window = openWindow(options, route)
      window.once('closed', () => {
        window = undefined
      })
    },
    owns: contents => window?.webContents === contents,
  }
}

function bringForward(window: BrowserWindow, route: string | undefined): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
  // Loading the address that is already shown would start the page anew; another route is a move within the page.
  if (route !== undefined && window.webContents.getURL() !== pageAddress(route)) load(window, route)
}

function openWindow({ preload, icon, stateFile }: MainWindowOptions, route: string | undefined): BrowserWindow {
  const state = readWindowState(stateFile)
  const displays = screen.getAllDisplays().map(display => display.workArea)
  const window = new BrowserWindow({
    ...placeWindow(state, displays),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'MycoPod',
    icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#141513' : '#fafaf8',
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'default',
    autoHideMenuBar: true,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, spellcheck: false },
  })
  if (state?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }))
  load(window, route)
  return window
}

function load(window: BrowserWindow, route: string | undefined): void {
  // The failure of a load that another one overtakes, or that closing cuts off, is nobody's news.
  window.loadURL(pageAddress(route)).catch(() => undefined)
}
