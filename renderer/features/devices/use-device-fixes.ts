import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { DeviceView } from '../../../shared/model/device.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import type { ScreenFix } from '../../ui/error-panel.tsx'

/** Carries out the fixes that errors and checks of a device offer. */
export function useDeviceFixes(
  device: DeviceView,
  openConnection: () => void,
): { readonly fix: (fix: ScreenFix) => void; readonly pending: string | undefined; readonly problem: Problem | undefined } {
  const navigate = useNavigate()
  const { name } = device
  const act = useMutation({
    mutationFn: async (fix: ScreenFix) => {
      if (fix.kind === 'retry') await client.devices.check({ device: name })
      else if (fix.action === 'start-docker') await client.devices.startDocker({ device: name })
      else if (fix.action === 'install-docker') void navigate(`/activity/${(await client.devices.installDocker({ device: name })).job}`)
      else if (fix.action === 'accept-host-key')
        await client.devices.edit({ device: name, connection: { acceptHostKey: fix.data?.fingerprint } })
    },
  })
  const fix = (wanted: ScreenFix) => {
    if (wanted.kind === 'do' && (wanted.action === 'change-address' || wanted.action === 'change-login')) return openConnection()
    if (wanted.kind === 'do' && wanted.action === 'free-space') return void navigate(`/devices/${name}/storage`)
    act.mutate(wanted)
  }
  return { fix, pending: act.isPending ? 'Working on it' : undefined, problem: act.error === null ? undefined : problemFrom(act.error) }
}
