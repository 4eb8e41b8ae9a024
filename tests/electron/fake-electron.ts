import { EventEmitter } from 'node:events'
import { FakeMessageChannel } from './fake-message-port.ts'

/** An event as Electron hands it to listeners. */
export class FakeEvent {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

type Bounds = { x?: number; y?: number; width: number; height: number }
type WindowOptions = Bounds & { readonly webPreferences: Readonly<Record<string, unknown>>; readonly show?: boolean }
type Decide = (granted: boolean) => void

/** A frame of a page: remembers what main posted to it. */
export class FakeFrame {
  readonly posted: { readonly channel: string; readonly message: unknown; readonly ports: readonly unknown[] }[] = []
  readonly origin: string
  readonly parent: FakeFrame | null
  constructor(origin: string, parent: FakeFrame | null = null) {
    this.origin = origin
    this.parent = parent
  }
  postMessage(channel: string, message: unknown, ports: readonly unknown[] = []): void {
    this.posted.push({ channel, message: structuredClone(message), ports })
  }
}

/** A page: what it was told to load, and the handler that decides about windows it opens. */
export class FakeWebContents extends EventEmitter {
  readonly loads: string[] = []
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  getURL(): string {
    return this.loads.at(-1) ?? ''
  }
}

/**
 * Electron as the main process sees it, without a screen: it remembers what was asked of it and lets a test play the person and the page.
 * Values cross to pages and ports by structured clone, as in the real one; quitting closes windows first and can be held up by `will-quit`.
 */
export function createFakeElectron(
  options: { readonly workAreas?: readonly Rectangle[]; readonly firstInstance?: boolean; readonly tray?: boolean } = {},
) {
  const { workAreas = [{ x: 0, y: 0, width: 1920, height: 1080 }], firstInstance = true, tray = true } = options
  const windows: FakeBrowserWindow[] = []
  const trays: FakeTray[] = []
  const notifications: FakeNotification[] = []
  const opened: string[] = []
  const errorBoxes: { readonly title: string; readonly content: string }[] = []
  const schemes: unknown[] = []
  const served = new Map<string, (request: Request) => Promise<Response>>()
  const session = {
    request: undefined as ((contents: unknown, permission: string, decide: Decide) => void) | undefined,
    check: undefined as ((contents: unknown, permission: string, origin: string) => boolean) | undefined,
    device: undefined as (() => boolean) | undefined,
  }
  let menu: unknown
  let quitting = false
  const ended = Promise.withResolvers<number>()

  class FakeApp extends EventEmitter {
    readonly isPackaged = false
    readonly paths = new Map<string, string>()
    setPath(name: string, path: string): void {
      this.paths.set(name, path)
    }
    requestSingleInstanceLock(): boolean {
      return firstInstance
    }
    setAppUserModelId(): void {}
    async whenReady(): Promise<void> {}
    exit(code: number): void {
      ended.resolve(code)
    }
    quit(): void {
      quitting = true
      for (const window of [...windows]) window.close()
      const event = new FakeEvent()
      this.emit('will-quit', event)
      quitting = false
      if (!event.defaultPrevented) ended.resolve(0)
    }
  }
  const app = new FakeApp()

  class FakeBrowserWindow extends EventEmitter {
    readonly webContents = new FakeWebContents()
    readonly calls: string[] = []
    bounds: Bounds
    maximized = false
    minimized = false
    readonly options: WindowOptions
    constructor(options: WindowOptions) {
      super()
      this.options = options
      this.bounds = {
        ...(options.x !== undefined && { x: options.x }),
        ...(options.y !== undefined && { y: options.y }),
        width: options.width,
        height: options.height,
      }
      windows.push(this)
      app.emit('web-contents-created', new FakeEvent(), this.webContents)
    }
    async loadURL(address: string): Promise<void> {
      this.webContents.loads.push(address)
    }
    show(): void {
      this.calls.push('show')
    }
    focus(): void {
      this.calls.push('focus')
    }
    restore(): void {
      this.minimized = false
      this.calls.push('restore')
    }
    maximize(): void {
      this.maximized = true
    }
    isMaximized(): boolean {
      return this.maximized
    }
    isMinimized(): boolean {
      return this.minimized
    }
    getNormalBounds(): Rectangle {
      return { x: 0, y: 0, ...this.bounds }
    }
    close(): void {
      this.emit('close', new FakeEvent())
      windows.splice(windows.indexOf(this), 1)
      this.emit('closed')
      if (windows.length === 0 && !quitting) app.emit('window-all-closed')
    }
  }

  class FakeTray extends EventEmitter {
    toolTip = ''
    menu: readonly FakeMenuItem[] = []
    image: FakeImage
    constructor(image: FakeImage) {
      super()
      this.image = image
      if (!tray) throw new Error('this system has no tray')
      trays.push(this)
    }
    setImage(image: FakeImage): void {
      this.image = image
    }
    setToolTip(text: string): void {
      this.toolTip = text
    }
    setContextMenu(items: readonly FakeMenuItem[]): void {
      this.menu = items
    }
  }

  class FakeNotification extends EventEmitter {
    static isSupported(): boolean {
      return true
    }
    shown = false
    readonly options: { readonly title: string; readonly body: string }
    constructor(options: { readonly title: string; readonly body: string }) {
      super()
      this.options = options
      notifications.push(this)
    }
    show(): void {
      this.shown = true
    }
  }

  const module = {
    app,
    BrowserWindow: FakeBrowserWindow,
    Tray: FakeTray,
    Notification: FakeNotification,
    MessageChannelMain: FakeMessageChannel,
    ipcMain: new EventEmitter(),
    nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: false }),
    nativeImage: { createFromPath: (path: string) => new FakeImage(path) },
    screen: { getAllDisplays: () => workAreas.map(workArea => ({ workArea })) },
    dialog: { showErrorBox: (title: string, content: string) => void errorBoxes.push({ title, content }) },
    shell: { openExternal: async (address: string) => void opened.push(address) },
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (next: unknown) => {
        menu = next
      },
    },
    protocol: {
      registerSchemesAsPrivileged: (list: readonly unknown[]) => void schemes.push(...list),
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void served.set(scheme, handler),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: typeof session.request) => Object.assign(session, { request: handler }),
        setPermissionCheckHandler: (handler: typeof session.check) => Object.assign(session, { check: handler }),
        setDevicePermissionHandler: (handler: typeof session.device) => Object.assign(session, { device: handler }),
      },
    },
  }

  /** Resolves with the exit code when the app is gone. */
  const exitCode = ended.promise
  return { module, app, windows, trays, notifications, opened, errorBoxes, schemes, served, session, exitCode, menu: () => menu }
}

/** A picture, known by its path. */
export class FakeImage {
  template = false
  readonly path: string
  constructor(path: string) {
    this.path = path
  }
  setTemplateImage(template: boolean): void {
    this.template = template
  }
}

/** A menu entry as it was described. */
export interface FakeMenuItem {
  readonly label?: string
  readonly enabled?: boolean
  readonly click?: () => void
}
