import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../lib/query.ts'

const restMs = 400

/** What a text means and would do, asked for when nobody typed for 400 ms; the answer before stays until the next one is there. */
export function usePreview(name: string, text: string | undefined) {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), rested === undefined ? 0 : restMs)
    return () => clearTimeout(timer)
  }, [text, rested])
  const query = useQuery(
    api.declarations.preview.queryOptions({
      input: { name, text: rested ?? '' },
      enabled: rested !== undefined,
      placeholderData: keepPreviousData,
    }),
  )
  return { ...query, current: query.data !== undefined && !query.isPlaceholderData && rested === text, of: rested }
}
