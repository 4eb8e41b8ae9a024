import { lazy, Suspense, useEffect, useRef } from 'react'
import { Outlet, useLocation } from 'react-router'
import { openPalette, usePalette } from '../lib/commands.ts'
import { DemoBanner } from './demo-banner.tsx'
import { Sidebar } from './sidebar.tsx'
import { TopBar } from './top-bar.tsx'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))

/** Sidebar, top bar and the screen between them; only the screen scrolls. */
export function Frame() {
  const content = useRef<HTMLElement>(null)
  const paletteOpen = usePalette(store => store.open)
  const screen = useLocation().pathname.split('/').slice(0, 3).join('/')

  useEffect(() => {
    const openByKeys = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      openPalette(!usePalette.getState().open)
    }
    window.addEventListener('keydown', openByKeys)
    return () => window.removeEventListener('keydown', openByKeys)
  }, [])

  useEffect(() => {
    if (screen === '') return
    content.current?.scrollTo(0, 0)
    if (document.activeElement === document.body) content.current?.focus()
  }, [screen])

  return (
    <div className="grid h-full grid-cols-[56px_minmax(0,1fr)] wide:grid-cols-[208px_minmax(0,1fr)]">
      <Sidebar onSkip={() => content.current?.focus()} />
      <div className="flex h-full min-h-0 min-w-0 flex-col">
        <TopBar />
        <main ref={content} tabIndex={-1} className="flex min-h-0 flex-1 flex-col overflow-y-auto px-6 pt-[18px] pb-6 outline-none">
          <DemoBanner />
          <Outlet />
        </main>
      </div>
      {paletteOpen ? (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      ) : null}
    </div>
  )
}
