import { useQuery } from '@tanstack/react-query'
import { Plus, Server } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { problemOf } from '../../../shared/errors/app-error.ts'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatAgo } from '../../lib/format.ts'
import { useNow } from '../../lib/now.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { Bone, Waiting } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { AddClusterDialog } from './add-cluster-dialog.tsx'
import { BridgesCard } from './bridges-card.tsx'
import { ClusterMenu } from './cluster-menu.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { ClusterSwitch } from './cluster-switch.tsx'
import { clusterSentence } from './cluster-words.ts'
import { ConnectionDialog } from './connection-dialog.tsx'
import { GuestsCard } from './guests-card.tsx'
import { ChooseDeviceDialog } from './make-device-dialog.tsx'
import { NewGuestDialog } from './new-guest-dialog.tsx'
import { NodeCards } from './node-cards.tsx'
import { addAddress, clusterAddress, newGuestAddress } from './proxmox-addresses.ts'
import { StoragesCard } from './storages-card.tsx'
import { TasksCard } from './tasks-card.tsx'
import { TokenOfferLine } from './token-offer.tsx'
import { useRefresh } from './use-refresh.ts'

/** Proxmox at a glance: how a cluster is, its nodes and guests, storages, networks and tasks; its dialogs have addresses too. */
export function ProxmoxScreen() {
  usePage('Proxmox')
  const navigate = useNavigate()
  const clusters = useQuery(api.proxmox.list.queryOptions())
  const [search] = useSearchParams()
  const dialog = search.get('open')
  const wanted = search.get('cluster')
  const all = clusters.data ?? []
  const shown = all.find(each => each.name === wanted || each.id === wanted) ?? all[0]
  const close = () => void navigate(clusterAddress(all.length > 1 ? shown?.name : undefined))
  return (
    <>
      {clusters.data === undefined ? (
        clusters.error === null ? (
          <Opening />
        ) : (
          <ErrorPanel problem={problemFrom(clusters.error)} onFix={() => void clusters.refetch()} />
        )
      ) : shown === undefined ? (
        <NothingYet />
      ) : (
        <Overview key={shown.id} cluster={shown} clusters={all} />
      )}
      {dialog === 'add' ? <AddClusterDialog onClose={close} /> : null}
      {dialog === 'connection' && shown !== undefined ? (
        <ConnectionDialog key={`connection of ${shown.id}`} cluster={shown} onClose={close} />
      ) : null}
      {dialog === 'new' && shown !== undefined ? (
        <NewGuestDialog key={`new on ${shown.id}`} cluster={shown} clone={Number(search.get('clone') ?? 0) || undefined} onClose={close} />
      ) : null}
    </>
  )
}

function Opening() {
  return (
    <Waiting label="Looking at Proxmox">
      <Bone className="h-8 w-80" />
      <div className="mt-3.5 grid grid-cols-3 gap-3">
        {['first', 'second', 'third'].map(node => (
          <Bone key={node} className="h-[106px]" />
        ))}
      </div>
      <Bone className="mt-3 h-80" />
    </Waiting>
  )
}

function NothingYet() {
  return (
    <Card>
      <EmptyState
        title="No Proxmox yet"
        action={
          <Button asChild variant="primary">
            <Link to={addAddress}>
              <Plus aria-hidden="true" />
              Add Proxmox
            </Link>
          </Button>
        }
      >
        Proxmox turns one computer into many: complete machines and small Linux machines that share its memory and disks.
      </EmptyState>
    </Card>
  )
}

function Overview({ cluster, clusters }: { readonly cluster: ClusterView; readonly clusters: readonly ClusterView[] }) {
  const [choosing, setChoosing] = useState(false)
  const { tone, sentence, rest } = clusterSentence(cluster)
  const stale = cluster.state === 'unreachable'
  return (
    <>
      {clusters.length > 1 ? <ClusterSwitch clusters={clusters} shown={cluster} /> : null}
      <PageHeader
        tone={tone}
        sentence={sentence}
        actions={
          <>
            <ClusterMenu cluster={cluster} />
            <Button icon={<Server />} onClick={() => setChoosing(true)}>
              Make a guest a device
            </Button>
            <Button asChild variant="primary">
              <Link to={newGuestAddress(clusters.length > 1 ? cluster.name : undefined)}>
                <Plus aria-hidden="true" />
                New guest
              </Link>
            </Button>
          </>
        }
      >
        {rest} {stale ? <Seen cluster={cluster} /> : null}
      </PageHeader>
      {cluster.problem === undefined ? null : <Problem cluster={cluster} />}
      <TokenOfferLine cluster={cluster} />
      <NodeCards cluster={cluster} />
      <div className="mt-3 grid items-stretch gap-3 wide:grid-cols-[minmax(0,1fr)_312px]">
        <div className="flex min-w-0 flex-col gap-3">
          <GuestsCard cluster={cluster} />
          <BridgesCard cluster={cluster} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <StoragesCard cluster={cluster} />
          <TasksCard cluster={cluster} />
        </div>
      </div>
      {choosing ? <ChooseDeviceDialog cluster={cluster.id} onClose={() => setChoosing(false)} /> : null}
    </>
  )
}

function Seen({ cluster }: { readonly cluster: ClusterView }) {
  const now = useNow()
  return cluster.seenAt === undefined ? null : `Last seen ${formatAgo(cluster.seenAt, now)}.`
}

function Problem({ cluster }: { readonly cluster: ClusterView }) {
  const refresh = useRefresh()
  return cluster.problem === undefined ? null : (
    <ClusterProblem
      className="mb-3"
      problem={problemOf(cluster.problem)}
      cluster={cluster.id}
      pending={refresh.isPending}
      onRetry={() => refresh.mutate({ cluster: cluster.id })}
    />
  )
}
