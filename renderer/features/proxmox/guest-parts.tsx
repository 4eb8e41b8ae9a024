import { useQuery } from '@tanstack/react-query'
import { Disc, HardDrive, MoveRight, Network, Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import type { BridgeView } from '../../../shared/model/cluster.ts'
import type { GuestDetail, GuestDisk, GuestNetwork } from '../../../shared/model/guest.ts'
import { formatBytes, nothing } from '../../lib/format.ts'
import { type Depth, useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHead, CardRow } from '../../ui/card.tsx'
import { GrowDiskDialog } from './grow-disk-dialog.tsx'
import { MoveDiskDialog } from './move-disk-dialog.tsx'
import { NetworkDialog } from './network-dialog.tsx'

type Asked = { readonly act: 'grow' | 'move'; readonly disk: GuestDisk } | { readonly act: 'network'; readonly network: GuestNetwork }

/** The disks and network cards of a guest, with growing and moving the one and changing the other. */
export function GuestParts({ detail }: { readonly detail: GuestDetail }) {
  const { guest, config } = detail
  const { depth } = useDepth()
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  const bridges = useQuery(api.proxmox.bridges.queryOptions({ input: { cluster: guest.cluster } })).data ?? []
  const disks = config.disks.filter(disk => depth !== 'basic' || disk.kind === 'disk')
  return (
    <div className="flex flex-col gap-3">
      <Card flush>
        <CardHead title="Disks" />
        {disks.length === 0 ? <p className="px-4 pb-4 text-muted-foreground">It has no disk.</p> : null}
        <ul aria-label="Disks">
          {disks.map(disk => (
            <li key={disk.slot} className="border-t">
              <CardRow icon={<DiskIcon kind={disk.kind} />} title={diskTitle(disk, disks, depth)} note={diskNote(disk, depth)}>
                {disk.kind === 'disk' ? (
                  <>
                    <Button
                      size="sm"
                      icon={<Plus className="size-3.5" />}
                      aria-label={`Enlarge ${diskTitle(disk, disks, depth)}`}
                      onClick={() => setAsked({ act: 'grow', disk })}
                    >
                      Enlarge
                    </Button>
                    <Button
                      size="sm"
                      icon={<MoveRight className="size-3.5" />}
                      aria-label={`Move ${diskTitle(disk, disks, depth)}`}
                      onClick={() => setAsked({ act: 'move', disk })}
                    >
                      Move
                    </Button>
                  </>
                ) : null}
              </CardRow>
            </li>
          ))}
        </ul>
      </Card>
      <Card flush>
        <CardHead title="Network" />
        {config.networks.length === 0 ? <p className="px-4 pb-4 text-muted-foreground">It is on no network.</p> : null}
        <ul aria-label="Network cards">
          {config.networks.map(network => (
            <li key={network.slot} className="border-t">
              <CardRow
                icon={<Network aria-hidden="true" className="text-subtle-foreground" />}
                title={networkTitle(network, bridges, depth)}
                note={networkNote(network, depth)}
              >
                <Button
                  size="sm"
                  icon={<Pencil className="size-3.5" />}
                  aria-label={`Change ${network.slot}`}
                  onClick={() => setAsked({ act: 'network', network })}
                >
                  Change
                </Button>
              </CardRow>
            </li>
          ))}
        </ul>
      </Card>
      {asked?.act === 'grow' ? <GrowDiskDialog guest={guest} config={config} disk={asked.disk} onClose={close} /> : null}
      {asked?.act === 'move' ? <MoveDiskDialog guest={guest} disk={asked.disk} onClose={close} /> : null}
      {asked?.act === 'network' ? <NetworkDialog guest={guest} network={asked.network} onClose={close} /> : null}
    </div>
  )
}

function DiskIcon({ kind }: { readonly kind: GuestDisk['kind'] }) {
  const Icon = kind === 'cdrom' || kind === 'cloud-init' ? Disc : HardDrive
  return <Icon aria-hidden="true" className="text-subtle-foreground" />
}

function diskTitle(disk: GuestDisk, disks: readonly GuestDisk[], depth: Depth): string {
  if (depth !== 'basic') return disk.slot
  const real = disks.filter(each => each.kind === 'disk')
  return real.length === 1 ? 'Its disk' : `Disk ${real.indexOf(disk) + 1}`
}

const kinds: Readonly<Record<GuestDisk['kind'], string | undefined>> = {
  disk: undefined,
  cdrom: 'Drive for discs',
  'cloud-init': 'Tells it its name and keys at its start',
  unused: 'Not attached',
  other: undefined,
}

function diskNote(disk: GuestDisk, depth: Depth): string {
  const deep = depth !== 'basic'
  const parts = [
    kinds[disk.kind],
    disk.sizeBytes === undefined ? undefined : formatBytes(disk.sizeBytes),
    disk.storage === undefined ? undefined : `in ${disk.storage}`,
    deep && disk.path !== undefined ? `seen at ${disk.path}` : undefined,
    depth === 'expert' ? disk.volume : undefined,
  ]
  return parts.filter(part => part !== undefined).join(', ') || nothing
}

function networkTitle(network: GuestNetwork, bridges: readonly BridgeView[], depth: Depth): string {
  const place = network.bridge ?? 'no network'
  if (depth !== 'basic') return `${network.slot} on ${place}`
  return bridges.find(bridge => bridge.name === network.bridge)?.comment ?? `On ${place}`
}

function networkNote(network: GuestNetwork, depth: Depth): string {
  const deep = depth !== 'basic'
  const parts = [
    network.address === undefined
      ? 'Its address is set inside it'
      : network.address === 'dhcp'
        ? 'Gets its address by itself'
        : network.address,
    network.gateway === undefined ? undefined : `by way of ${network.gateway}`,
    network.vlan === undefined || !deep ? undefined : `VLAN ${network.vlan}`,
    deep ? network.mac : undefined,
    deep ? network.model : undefined,
  ]
  return parts.filter(part => part !== undefined).join(', ')
}
