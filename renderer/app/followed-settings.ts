import { useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect } from 'react'
import { useLook, useShownTheme } from '../lib/look.ts'
import { api } from '../lib/query.ts'

/** Lets theme and depth of this window follow the settings of the host, and puts the theme on the page. */
export function useFollowedSettings(): void {
  const settings = useQuery(api.system.settings.queryOptions()).data
  const theme = useShownTheme()
  useEffect(() => {
    if (settings) useLook.setState({ theme: settings.theme, depth: settings.depth })
  }, [settings])
  // Before the effects of what is drawn: charts read the colours of the page in theirs.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
}
