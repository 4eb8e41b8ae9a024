import { useLayoutEffect } from 'react'
import { create } from 'zustand'

/** What the top bar says about the screen shown. */
export interface PageName {
  readonly title: string
  /** The screens above it, outermost first. */
  readonly above: readonly { readonly label: string; readonly to: string }[]
}

/** The name of the screen shown. */
export const usePageName = create<PageName>(() => ({ title: '', above: [] }))

/** Names the screen in the top bar and in the window's title; every screen calls it once. */
export function usePage(title: string, above: PageName['above'] = []): void {
  const key = JSON.stringify(above)
  useLayoutEffect(() => {
    usePageName.setState({ title, above: JSON.parse(key) })
    document.title = `${title} · MycoPod`
  }, [title, key])
}
