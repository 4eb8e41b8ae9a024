import { Box, Cpu } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AppView } from '../../../shared/model/app.ts'
import type { DeviceView } from '../../../shared/model/device.ts'
import { isCurrent, usedMemory } from '../../lib/device-words.ts'
import { formatBytes, formatGigabytes, formatPartOfWhole } from '../../lib/format.ts'
import { pictureAddress } from '../../lib/picture-address.ts'
import { AreaMap, type AreaMapBox, type AreaMapItem } from '../../ui/area-map.tsx'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { Legend } from '../../ui/legend.tsx'

/** What runs where: every device as a box, its memory as area. */
export function MemoryMap({ devices, apps }: { readonly devices: readonly DeviceView[]; readonly apps: readonly AppView[] }) {
  const boxes = devices.filter(isCurrent).map(device =>
    boxOf(
      device,
      apps.filter(app => app.deviceId === device.id),
    ),
  )
  if (boxes.length === 0) return null
  return (
    <Card>
      <CardHead title="What runs where" sub="Area is memory">
        <Legend
          entries={[
            { label: 'Apps', fill: 'app' },
            { label: 'System and others', fill: 'service' },
            { label: 'Free', fill: 'free' },
          ]}
        />
      </CardHead>
      <CardBody afterHead>
        <AreaMap label="Memory of each device and what uses it" boxes={boxes} />
      </CardBody>
    </Card>
  )
}

/** A device with its apps and, as system, all memory in use that no app has; the parts sum to what is used. */
function boxOf(device: DeviceView, apps: readonly AppView[]): AreaMapBox {
  const total = device.sample?.memoryTotalBytes ?? 0
  const used = usedMemory(device) ?? 0
  const items = apps
    .filter(app => (app.memoryBytes ?? 0) > 0)
    .map(app => part(app.id, app.title, app.memoryBytes ?? 0, 'strong', <AppPicture app={app} />, `/apps/${app.name}`))
    .sort((a, b) => b.amount - a.amount)
  const system = Math.max(0, used - items.reduce((sum, item) => sum + item.amount, 0))
  return {
    id: device.id,
    name: device.name,
    total,
    usedText: formatPartOfWhole(used, total),
    freeText: `${formatBytes(total - used)} free`,
    to: `/devices/${device.name}`,
    items: [...items, part(`${device.id}-system`, 'System', system, 'neutral', <Cpu />)],
  }
}

function AppPicture({ app }: { readonly app: AppView }) {
  const address = pictureAddress(app.icon)
  return address === undefined ? <Box /> : <img src={address} alt="" className="size-3.5 dark:brightness-150" />
}

function part(id: string, name: string, amount: number, tone: AreaMapItem['tone'], icon: ReactNode, to?: string): AreaMapItem {
  return {
    id,
    name,
    amount,
    text: formatBytes(amount),
    shortText: formatGigabytes(amount),
    tone,
    icon,
    to,
  }
}
