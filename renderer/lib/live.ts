import { useEffect, useRef, useState } from 'react'
import { connection } from './client.ts'
import { follow, type LiveState, type Stream } from './live-stream.ts'

/** Follows a stream while the part is shown, and resumes it where it stopped after a reconnect. It starts anew when `key` changes. */
export function useLive<Batch>(key: string, stream: Stream<Batch>, enabled = true): LiveState {
  const [state, setState] = useState<LiveState>({ phase: 'opening' })
  const latest = useRef({ key, stream })
  useEffect(() => {
    latest.current = { key, stream }
  })
  useEffect(() => {
    if (!enabled || latest.current.key !== key) return
    const stop = new AbortController()
    setState({ phase: 'opening' })
    void follow({ current: () => latest.current.stream, connection: connection.state, signal: stop.signal, onState: setState })
    return () => stop.abort()
  }, [key, enabled])
  return state
}
