import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { NodeView } from '../../../shared/model/cluster.ts'
import type { GuestView } from '../../../shared/model/guest.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatBytes } from '../../lib/format.ts'
import { guestAddress } from '../../lib/guest-address.ts'
import { useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { RadioRow, RadioRows } from '../../ui/radio-row.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { CommandDialog } from './command-dialog.tsx'
import { useCluster } from './use-cluster.ts'
import { tellStarted, useCommand } from './use-command.tsx'

/** Moves a guest to another node, after saying what that means for it. */
export function MigrateDialog({ guest, onClose }: { readonly guest: GuestView; readonly onClose: () => void }) {
  const cluster = useCluster(guest.cluster)
  const { shows } = useDepth()
  const [chosen, setChosen] = useState<string>()
  const others = (cluster?.nodes ?? []).filter(node => node.name !== guest.node)
  const roomiest = others.filter(node => node.state === 'online').sort((one, other) => freeOf(other) - freeOf(one))[0]
  const target = chosen ?? roomiest?.name
  const preview = useQuery(
    api.proxmox.migrationPreview.queryOptions({
      input: { guest: String(guest.vmid), cluster: guest.cluster, node: target ?? '' },
      enabled: target !== undefined,
      staleTime: 0,
    }),
  )
  const command = useCommand<string>({
    cluster: guest.cluster,
    run: (node, approved) => client.proxmox.migrate({ guest: String(guest.vmid), cluster: guest.cluster, node, approved }),
    onStarted: (job, node) => {
      tellStarted(`Moving ${guest.name} to ${node}.`, job)
      onClose()
    },
  })
  return (
    <CommandDialog
      title={`Move ${guest.name} to another node`}
      description={`It is on ${guest.node} now.`}
      submit={target === undefined ? 'Move it' : `Move it to ${target}`}
      pendingLabel="Beginning"
      ready={preview.data?.possible === true}
      command={command}
      onSubmit={() => (target === undefined ? undefined : command.send(target))}
      onClose={onClose}
    >
      {cluster !== undefined && others.length === 0 ? (
        <MessagePanel tone="plain" title="There is no other node.">
          <p>{cluster.name} has only this one. Add a second one in Proxmox, under Datacenter and Cluster.</p>
        </MessagePanel>
      ) : (
        <div className="overflow-hidden rounded-md border">
          <RadioRows label="Which node" value={target} onValueChange={setChosen}>
            {others.map(node => (
              <RadioRow
                key={node.name}
                value={node.name}
                title={node.name}
                note={
                  node.state === 'online'
                    ? `${formatBytes(freeOf(node))} of ${formatBytes(node.memoryTotalBytes)} memory free`
                    : 'It is not online'
                }
                disabled={node.state !== 'online'}
              />
            ))}
          </RadioRows>
        </div>
      )}
      {preview.error === null ? null : (
        <ClusterProblem problem={problemFrom(preview.error)} cluster={guest.cluster} onRetry={() => void preview.refetch()} />
      )}
      {target !== undefined && preview.isPending ? <ListBones rows={1} label="Looking at what that would mean" /> : null}
      {preview.data === undefined ? null : (
        <MessagePanel
          tone={preview.data.possible ? 'plain' : 'warn'}
          title={preview.data.possible ? preview.data.downtime : `It cannot move to ${target} as it is.`}
          actions={
            preview.data.possible || preview.data.localDisks.length === 0 ? undefined : (
              <Button asChild>
                <Link to={`${guestAddress(guest)}/disks`} onClick={onClose}>
                  Move its disk first
                </Link>
              </Button>
            )
          }
        >
          {preview.data.because === undefined ? null : <p>{asSentence(preview.data.because)}</p>}
          {preview.data.localDisks.length === 0 || !shows('advanced') ? null : (
            <p className="text-muted-foreground">
              On {guest.node} itself lie: {preview.data.localDisks.join(', ')}.
            </p>
          )}
        </MessagePanel>
      )}
    </CommandDialog>
  )
}

/** Proxmox begins its reasons small and ends them without a full stop. */
function asSentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

const freeOf = (node: NodeView) => (node.memoryTotalBytes ?? 0) - (node.memoryUsedBytes ?? 0)
