import { createHashRouter, type RouteObject } from 'react-router'
import { OverviewScreen } from '../features/dashboard/overview-screen.tsx'
import { api, queryClient } from '../lib/query.ts'
import { FirstWait } from './first-wait.tsx'
import { Frame } from './frame.tsx'
import { NoScreen } from './no-screen.tsx'
import { Root } from './root.tsx'
import { ScreenError } from './screen-error.tsx'

/** Screens inside the frame, each loaded when it is first shown; the overview comes with the page, so that it waits for nothing. */
const screens: RouteObject[] = [
  {
    path: '/',
    Component: OverviewScreen,
    // Its question leaves before anything is drawn.
    loader: () => {
      void queryClient.prefetchQuery(api.system.overview.queryOptions())
      return null
    },
  },
  { path: '/apps', lazy: async () => ({ Component: (await import('../features/apps/yours-screen.tsx')).YoursScreen }) },
  { path: '/apps/catalog', lazy: async () => ({ Component: (await import('../features/apps/catalog-screen.tsx')).CatalogScreen }) },
  { path: '/apps/deploy/:recipe', lazy: async () => ({ Component: (await import('../features/apps/deploy-screen.tsx')).DeployScreen }) },
  { path: '/apps/:app/*', lazy: async () => ({ Component: (await import('../features/apps/app-screen.tsx')).AppScreen }) },
  { path: '/activity', lazy: async () => ({ Component: (await import('../features/activity/activity-screen.tsx')).ActivityScreen }) },
  { path: '/devices', lazy: async () => ({ Component: (await import('../features/devices/devices-screen.tsx')).DevicesScreen }) },
  { path: '/devices/:device/*', lazy: async () => ({ Component: (await import('../features/devices/device-screen.tsx')).DeviceScreen }) },
  { path: '/declare', lazy: async () => ({ Component: (await import('../features/declare/declare-screen.tsx')).DeclareScreen }) },
  { path: '/declare/:name', lazy: async () => ({ Component: (await import('../features/declare/declare-screen.tsx')).DeclareScreen }) },
  { path: '/proxmox/tasks', lazy: async () => ({ Component: (await import('../features/proxmox/tasks-screen.tsx')).TasksScreen }) },
  {
    path: '/proxmox/guests/:cluster/:guest/*',
    lazy: async () => ({ Component: (await import('../features/proxmox/guest-screen.tsx')).GuestScreen }),
  },
  { path: '/proxmox', lazy: async () => ({ Component: (await import('../features/proxmox/proxmox-screen.tsx')).ProxmoxScreen }) },
  { path: '/settings', lazy: async () => ({ Component: (await import('../features/settings/settings-screen.tsx')).SettingsScreen }) },
  { path: '/activity/:job', lazy: async () => ({ Component: (await import('../features/activity/job-screen.tsx')).JobScreen }) },
]

/** Screens that take the whole window. */
const fullPages: RouteObject[] = [
  { path: '/setup', lazy: async () => ({ Component: (await import('../features/setup/setup-screen.tsx')).SetupScreen }) },
]

/** All addresses of the app. */
export const router = createHashRouter([
  {
    Component: Root,
    HydrateFallback: FirstWait,
    ErrorBoundary: ScreenError,
    children: [
      ...fullPages,
      {
        Component: Frame,
        children: [{ ErrorBoundary: ScreenError, children: [...screens, { path: '*', Component: NoScreen }] }],
      },
    ],
  },
])
