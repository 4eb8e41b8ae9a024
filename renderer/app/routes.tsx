import { createHashRouter, type RouteObject } from 'react-router'
import { FirstWait } from './first-wait.tsx'
import { Frame } from './frame.tsx'
import { NoScreen } from './no-screen.tsx'
import { Root } from './root.tsx'
import { ScreenError } from './screen-error.tsx'

/** Screens inside the frame, each loaded when it is first shown. */
const screens: RouteObject[] = []

/** Screens that take the whole window. */
const fullPages: RouteObject[] = []

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
