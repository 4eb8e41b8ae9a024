import { join } from 'node:path'
import { Menu, type NativeImage, nativeImage, nativeTheme, Tray } from 'electron'
import type { LabStatus } from './lab-status.ts'

/** What the tray can be asked for. */
export interface TrayActions {
  show(route?: string): void
  quit(): void
}

/** The tray's picture, sentence and menu; `update` shows a new state. */
export interface LabTray {
  update(status: LabStatus): void
}

/** Puts MycoPod in the tray, its pictures taken from `pictures`; undefined where the system has no tray. */
export function createTray(pictures: string, actions: TrayActions): LabTray | undefined {
  let status: LabStatus = { state: 'well', sentence: 'MycoPod is starting.' }
  const tray = tryTray(picture(pictures, status.state))
  if (!tray) return undefined

  const draw = (): void => {
    tray.setImage(picture(pictures, status.state))
    tray.setToolTip(`MycoPod: ${status.sentence}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: status.sentence, enabled: false },
        { type: 'separator' },
        { label: 'Open MycoPod', click: () => actions.show() },
        { label: 'Activity', click: () => actions.show('/activity') },
        { type: 'separator' },
        { label: 'Quit MycoPod', click: () => actions.quit() },
      ]),
    )
  }

  tray.on('click', () => actions.show())
  nativeTheme.on('updated', draw)
  draw()
  return {
    update(next) {
      status = next
      draw()
    },
  }
}

function tryTray(image: NativeImage): Tray | undefined {
  try {
    return new Tray(image)
  } catch {
    return undefined
  }
}

function picture(folder: string, state: LabStatus['state']): NativeImage {
  if (process.platform === 'darwin') {
    // The menu bar colours template images itself, so there a state can only be a shape.
    const image = nativeImage.createFromPath(join(folder, state === 'well' ? 'template-well.png' : 'template-dot.png'))
    image.setTemplateImage(true)
    return image
  }
  return nativeImage.createFromPath(join(folder, `${nativeTheme.shouldUseDarkColors ? 'light' : 'dark'}-${state}.png`))
}
