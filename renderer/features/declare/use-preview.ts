import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../../lib/client.ts'
import { api } from '../../lib/query.ts'

const restMs = 400

/** What a text means and would do, with the text it is of; asked for when nobody typed for 400 ms, and the answer before stays until the next one is there. */
export function usePreview(name: string, text: string | undefined) {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), rested === undefined ? 0 : restMs)
    return () => clearTimeout(timer)
  }, [text, rested])
  const input = { name, text: rested ?? '' }
  const query = useQuery({
    queryKey: api.declarations.preview.queryKey({ input }),
    queryFn: async ({ signal }) => ({ of: input.text, ...(await client.declarations.preview(input, { signal })) }),
    enabled: rested !== undefined,
    placeholderData: keepPreviousData,
    // A text of some length is not kept for every word that was typed.
    gcTime: 0,
  })
  return {
    data: query.data,
    error: query.error,
    refetch: query.refetch,
    current: query.data !== undefined && query.data.of === text && !query.isPlaceholderData,
  }
}
