import { Menu, type MenuItemConstructorOptions } from 'electron'

/** What the application menu can be asked for. */
export interface MenuActions {
  openRoute(route: string): void
}

const screens = [
  ['Overview', '/'],
  ['Apps', '/apps'],
  ['Devices', '/devices'],
  ['Activity', '/activity'],
] as const

/** Sets the application menu: the system's usual entries, the main screens, and no tools for developers in a packaged app. */
export function setMenu(actions: MenuActions, packaged: boolean): void {
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CommandOrControl+,',
    click: () => actions.openRoute('/settings'),
  }
  const mac = process.platform === 'darwin'
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [macMenu(settings)] : []),
    { label: 'File', submenu: mac ? [{ role: 'close' }] : [settings, separator, { role: 'close' }, { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        ...screens.map(([label, route], index) => ({
          label,
          accelerator: `CommandOrControl+${index + 1}`,
          click: () => actions.openRoute(route),
        })),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(packaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function macMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
}
