import type { DeviceView } from '../../../shared/model/device.ts'
import { formatDay } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { useNow } from '../../lib/now.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { DescriptionList } from '../../ui/description-list.tsx'

const logins = { password: 'Password', key: 'Security key', agent: 'Key agent', none: 'None needed' } as const
const rights = {
  root: 'Administrator',
  sudo: 'May act as administrator',
  'sudo-password': 'May act as administrator with a password',
  'docker-group': 'May use Docker only',
  none: 'May only look',
} as const

/** How MycoPod reaches a device. */
export function DeviceSettings({ device, onConnect }: { readonly device: DeviceView; readonly onConnect: () => void }) {
  const { shows } = useDepth()
  const now = useNow()
  const { facts } = device
  const rows = [
    { name: 'Address', value: device.address },
    { name: 'User', value: device.user },
    { name: 'Login', value: logins[device.loginMethod] },
    ...(facts === undefined ? [] : [{ name: 'Rights', value: rights[facts.privilege] }]),
    { name: 'Added', value: formatDay(device.addedAt, now) },
    ...(shows('advanced')
      ? [
          { name: 'Door', value: String(device.port) },
          ...(device.hostKey === undefined
            ? []
            : [{ name: 'Fingerprint', value: <span className="mono break-all">{device.hostKey}</span> }]),
          ...(facts === undefined
            ? []
            : [
                { name: 'Kernel', value: `${facts.kernel}, ${facts.architecture}` },
                {
                  name: 'Docker',
                  value:
                    facts.docker === undefined
                      ? 'Not there'
                      : `${facts.docker.version}, Compose ${facts.docker.composeVersion ?? 'not there'}`,
                },
                { name: 'Apps are kept in', value: <span className="mono">{facts.appsDir}</span> },
              ]),
        ]
      : []),
  ]
  return (
    <Card>
      <CardHead title="Connection">
        {device.kind === 'ssh' ? (
          <Button size="sm" onClick={onConnect}>
            Change
          </Button>
        ) : null}
      </CardHead>
      <CardBody afterHead>
        <DescriptionList rows={rows} />
      </CardBody>
    </Card>
  )
}
