import { useMutation, useQuery } from '@tanstack/react-query'
import { Eye, Laptop } from 'lucide-react'
import { Link, useNavigate } from 'react-router'
import type { DeviceView } from '../../../shared/model/device.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api, queryClient } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'

/** The ways around the wizard: this computer, the demo homelab, or later. */
export function SetupAside({
  devices,
  onAdded,
}: {
  readonly devices: readonly DeviceView[]
  readonly onAdded: (device: DeviceView) => void
}) {
  const navigate = useNavigate()
  const localDocker = useQuery(api.system.info.queryOptions()).data?.localDocker ?? false
  const toOverview = async () => {
    await queryClient.invalidateQueries()
    await navigate('/')
  }
  const here = useMutation(api.devices.addThisComputer.mutationOptions({ onSuccess: onAdded }))
  const demo = useMutation(api.system.startDemo.mutationOptions({ onSuccess: toOverview }))
  const later = useMutation(api.system.changeSettings.mutationOptions({ onSuccess: toOverview }))
  const first = devices.length === 0
  const offersHere = localDocker && !devices.some(device => device.kind === 'local')
  const busy = here.isPending || demo.isPending || later.isPending
  const error = here.error ?? demo.error ?? later.error
  return (
    <>
      {error === null ? null : <ErrorPanel problem={problemFrom(error)} className="mb-2" />}
      {first || offersHere ? <p className="mb-1 text-muted-foreground text-xs">No device at hand?</p> : null}
      {offersHere ? (
        <Button
          className="justify-start"
          icon={<Laptop className="size-4" />}
          disabled={busy}
          pending={here.isPending ? 'Adding this computer' : undefined}
          onClick={() => here.mutate({})}
        >
          Use this computer
        </Button>
      ) : null}
      {first ? (
        <>
          <Button
            className="justify-start"
            icon={<Eye className="size-4" />}
            disabled={busy}
            pending={demo.isPending ? 'Starting the demo, about 5 seconds' : undefined}
            onClick={() => demo.mutate(undefined)}
          >
            Explore a demo homelab
          </Button>
          <Button variant="ghost" className="justify-start" disabled={busy} onClick={() => later.mutate({ setupDone: true })}>
            Set up later
          </Button>
        </>
      ) : (
        <Button variant="ghost" className="justify-start" asChild>
          <Link to="/devices">Leave without adding</Link>
        </Button>
      )}
    </>
  )
}
