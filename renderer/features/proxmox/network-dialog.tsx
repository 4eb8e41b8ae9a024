import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { z } from 'zod'
import type { GuestNetwork, GuestView } from '../../../shared/model/guest.ts'
import type { GuestChange } from '../../../shared/model/guest-wish.ts'
import { client } from '../../lib/client.ts'
import { useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { ChangePreview, useChangePreview } from './change-preview.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { tellStarted, useCommand } from './use-command.tsx'

const cidr = z.union([z.cidrv4(), z.cidrv6()])
const ip = z.union([z.ipv4(), z.ipv6()])

/** Changes on which network a guest is and which address it has there. */
export function NetworkDialog({
  guest,
  network,
  onClose,
}: {
  readonly guest: GuestView
  readonly network: GuestNetwork
  readonly onClose: () => void
}) {
  const { shows } = useDepth()
  const group = useId()
  const bridges = useQuery(api.proxmox.bridges.queryOptions({ input: { cluster: guest.cluster } })).data ?? []
  const [bridge, setBridge] = useState(network.bridge)
  const [vlan, setVlan] = useState(network.vlan === undefined ? '' : String(network.vlan))
  const fixed = network.address !== undefined && network.address !== 'dhcp'
  const [by, setBy] = useState<'dhcp' | 'fixed'>(fixed ? 'fixed' : 'dhcp')
  const [address, setAddress] = useState(fixed ? (network.address ?? '') : '')
  const [gateway, setGateway] = useState(network.gateway ?? '')
  // Inside a machine without cloud-init Proxmox sets no address, so none is asked for.
  const settable = network.address !== undefined || guest.type === 'lxc'
  const vlanNumber = vlan.trim() === '' ? null : Number(vlan)
  const problems = {
    vlan:
      vlanNumber === null || (Number.isInteger(vlanNumber) && vlanNumber >= 1 && vlanNumber <= 4094)
        ? undefined
        : 'A number from 1 to 4094, or nothing.',
    address: by === 'dhcp' || cidr.safeParse(address.trim()).success ? undefined : 'With its length, for example 192.168.1.50/24.',
    gateway: by === 'dhcp' || gateway.trim() === '' || ip.safeParse(gateway.trim()).success ? undefined : 'An address such as 192.168.1.1.',
  }
  const valid = Object.values(problems).every(problem => problem === undefined)
  const change = valid
    ? changeOf(network, {
        bridge,
        vlan: vlanNumber,
        ...(settable && (by === 'dhcp' ? { address: 'dhcp' } : { address: address.trim(), gateway: gateway.trim() })),
      })
    : {}
  const { preview, ready } = useChangePreview(guest, change)
  const command = useCommand<GuestChange>({
    cluster: guest.cluster,
    run: (wish, approved) => client.proxmox.change({ guest: String(guest.vmid), cluster: guest.cluster, change: wish, approved }),
    onStarted: job => {
      tellStarted(`Changing the network of ${guest.name}.`, job)
      onClose()
    },
  })
  return (
    <CommandDialog
      title={`Network of ${guest.name}`}
      description="Whoever is connected to it may lose the connection for a moment."
      submit="Change it"
      pendingLabel="Beginning"
      ready={ready && valid}
      command={command}
      onSubmit={() => command.send(change)}
      onClose={onClose}
    >
      <Field label="Network">
        {control => (
          <Select
            id={control.id}
            value={bridge}
            onValueChange={setBridge}
            options={[
              ...new Set([
                ...(network.bridge === undefined ? [] : [network.bridge]),
                ...bridges.filter(each => each.nodes.includes(guest.node)).map(each => each.name),
              ]),
            ].map(name => ({ value: name, label: name, note: bridges.find(each => each.name === name)?.comment }))}
          />
        )}
      </Field>
      {shows('advanced') ? (
        <Field label="VLAN" hint="Empty for none." error={problems.vlan}>
          {control => (
            <Input {...control} inputMode="numeric" className="w-28" value={vlan} onChange={event => setVlan(event.target.value)} />
          )}
        </Field>
      ) : null}
      {settable ? (
        <Field label="Address" labelId={group}>
          {() => (
            <Segmented
              label="Address"
              value={by}
              onValueChange={setBy}
              options={[
                { value: 'dhcp', label: 'By itself' },
                { value: 'fixed', label: 'A fixed one' },
              ]}
            />
          )}
        </Field>
      ) : null}
      {settable && by === 'fixed' ? (
        <>
          <Field
            label="Fixed address"
            hint="With its length, for example 192.168.1.50/24."
            error={address === '' ? undefined : problems.address}
          >
            {control => <Input {...control} value={address} spellCheck={false} onChange={event => setAddress(event.target.value)} />}
          </Field>
          <Field label="Router" hint="The way out of the network, for example 192.168.1.1." error={problems.gateway}>
            {control => <Input {...control} value={gateway} spellCheck={false} onChange={event => setGateway(event.target.value)} />}
          </Field>
        </>
      ) : null}
      <ChangePreview guest={guest} change={change} preview={preview} />
    </CommandDialog>
  )
}

function changeOf(
  network: GuestNetwork,
  wish: {
    readonly bridge: string | undefined
    readonly vlan: number | null
    readonly address?: string
    readonly gateway?: string
  },
): GuestChange {
  const differs = {
    ...(wish.bridge !== undefined && wish.bridge !== network.bridge && { bridge: wish.bridge }),
    ...(wish.vlan !== (network.vlan ?? null) && { vlan: wish.vlan }),
    ...(wish.address !== undefined && wish.address !== network.address && { address: wish.address }),
    ...(wish.gateway !== undefined && wish.gateway !== '' && wish.gateway !== network.gateway && { gateway: wish.gateway }),
  }
  return Object.keys(differs).length === 0 ? {} : { network: { slot: network.slot, ...differs } }
}
