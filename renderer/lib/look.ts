import { useSyncExternalStore } from 'react'
import { useLocation } from 'react-router'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** How much a screen shows: plain words, also the numbers behind, also the files to edit. */
export type Depth = 'basic' | 'advanced' | 'expert'

/** What the person chose; `system` follows the computer. */
export type Theme = 'system' | 'light' | 'dark'

interface Look {
  readonly theme: Theme
  readonly depth: Depth
  /** A deeper look at one screen only, by screen; forgotten when the window closes. */
  readonly peeks: Readonly<Record<string, Depth>>
}

/** Theme and depth of this window; kept in the browser so that the first paint is right, and led by the settings of the host. */
export const useLook = create<Look>()(
  persist((): Look => ({ theme: 'system', depth: 'basic', peeks: {} }), {
    name: 'mycopod:look',
    partialize: ({ theme, depth }) => ({ theme, depth }),
  }),
)

/** The depth in force on the screen shown, and how to look deeper or less deep on this screen only. */
export function useDepth(): { readonly depth: Depth; readonly shows: (depth: Depth) => boolean; readonly peek: (depth: Depth) => void } {
  const screen = useLocation().pathname.split('/').slice(1, 3).join('/')
  const depth = useLook(look => look.peeks[screen] ?? look.depth)
  return {
    depth,
    shows: wanted => order[depth] >= order[wanted],
    peek: wanted => useLook.setState(look => ({ peeks: { ...look.peeks, [screen]: wanted } })),
  }
}

const order: Readonly<Record<Depth, number>> = { basic: 0, advanced: 1, expert: 2 }

const darkSystem = typeof matchMedia === 'undefined' ? undefined : matchMedia('(prefers-color-scheme: dark)')

/** The theme that is on the screen now. */
export function useShownTheme(): 'light' | 'dark' {
  const theme = useLook(look => look.theme)
  const systemIsDark = useSyncExternalStore(
    changed => {
      darkSystem?.addEventListener('change', changed)
      return () => darkSystem?.removeEventListener('change', changed)
    },
    () => darkSystem?.matches ?? false,
  )
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme
}
