import { app, type Session, type WebContents } from 'electron'
import { desktopOrigin } from '../../shared/api/desktop-port.ts'
import { openOutside } from './open-outside.ts'
import { isPageAddress } from './page-scheme.ts'

/** Refuses navigation (but to the page itself, which is a reload), new windows and embedded views in every page that is ever made; web links open in the person's browser. */
export function guardAllPages(): void {
  app.on('web-contents-created', (_event, contents) => guardPage(contents))
}

function guardPage(contents: WebContents): void {
  contents.on('will-frame-navigate', details => {
    if (details.isMainFrame && isPageAddress(details.url)) return
    details.preventDefault()
    if (details.isMainFrame) void openOutside(details.url)
  })
  contents.on('will-redirect', details => details.preventDefault())
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    void openOutside(url)
    return { action: 'deny' }
  })
}

// Copying text is the one thing a page may ask for; Chromium lets it write only after a click.
const copyText = 'clipboard-sanitized-write'

/** Refuses every permission a page could ask for, except that our own page may write text to the clipboard. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) => decide(permission === copyText && isOurs(contents.getURL())))
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === copyText && isOurs(origin))
  session.setDevicePermissionHandler(() => false)
}

function isOurs(address: string): boolean {
  return address === desktopOrigin || address.startsWith(`${desktopOrigin}/`)
}
