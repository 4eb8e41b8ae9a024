import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { api } from '../lib/query.ts'

/** Opens the wizard in place of an overview that has nothing to show yet, until the first device is added or it is put off. */
export function useFirstRun(): void {
  const navigate = useNavigate()
  const atStart = useLocation().pathname === '/'
  const settings = useQuery(api.system.settings.queryOptions()).data
  const devices = useQuery(api.devices.list.queryOptions({ enabled: atStart && settings?.setupDone === false })).data
  const wanted = atStart && settings?.setupDone === false && devices?.length === 0
  useEffect(() => {
    if (wanted) void navigate('/setup', { replace: true })
  }, [wanted, navigate])
}
