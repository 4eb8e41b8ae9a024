import { useMutation } from '@tanstack/react-query'
import { Ellipsis, KeyRound, Plug, Plus, RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import { queryClient } from '../../lib/query.ts'
import { IconButton } from '../../ui/button.tsx'
import { DangerDialog, Dialog } from '../../ui/dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Menu } from '../../ui/menu.tsx'
import { showToast } from '../../ui/toast.tsx'
import { ClusterProblem } from './cluster-problem.tsx'
import { addAddress, changeAddress, clusterAddress } from './proxmox-addresses.ts'
import { useTokenOffer } from './token-offer.tsx'
import { useRefresh } from './use-refresh.ts'

/** What can be done with a cluster as a whole. */
export function ClusterMenu({ cluster }: { readonly cluster: ClusterView }) {
  const navigate = useNavigate()
  const [forgetting, setForgetting] = useState(false)
  const refresh = useRefresh()
  const offer = useTokenOffer(cluster)
  return (
    <>
      <Menu
        items={[
          {
            label: 'Look again now',
            icon: <RefreshCw />,
            disabled: refresh.isPending,
            onSelect: () => refresh.mutate({ cluster: cluster.id }),
          },
          { label: 'Change connection', icon: <Plug />, onSelect: () => void navigate(changeAddress(cluster.name)) },
          ...(cluster.login.method === 'password'
            ? [{ label: offer.words.use, icon: <KeyRound />, disabled: offer.pending, onSelect: offer.accept }]
            : []),
          { label: 'Add another', icon: <Plus />, onSelect: () => void navigate(addAddress) },
          { label: 'Forget it', icon: <Trash2 />, danger: true, group: true, onSelect: () => setForgetting(true) },
        ]}
      >
        <IconButton label={`More for ${cluster.name}`} variant="default" size="md">
          <Ellipsis />
        </IconButton>
      </Menu>
      {offer.problem === undefined ? null : (
        <Dialog open onOpenChange={offer.drop} title="The password is still used" width={520}>
          <ClusterProblem className="mt-4" problem={offer.problem} cluster={cluster.id} onRetry={offer.accept} pending={offer.pending} />
        </Dialog>
      )}
      {forgetting ? <ForgetDialog cluster={cluster} onClose={() => setForgetting(false)} /> : null}
    </>
  )
}

function ForgetDialog({ cluster, onClose }: { readonly cluster: ClusterView; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const forget = useMutation({
    mutationFn: () => client.proxmox.remove({ cluster: cluster.id }),
    onSuccess: async () => {
      showToast({ title: `${cluster.name} is forgotten.`, text: 'Nothing in it was changed.' })
      await navigate(clusterAddress())
      await queryClient.invalidateQueries()
    },
  })
  return (
    <DangerDialog
      open
      onOpenChange={open => (open ? undefined : onClose())}
      title={`Forget ${cluster.name}?`}
      consequence="MycoPod no longer shows it and forgets how to log in. Its nodes and guests stay as they are and keep running."
      confirmLabel={`Forget ${cluster.name}`}
      pendingLabel={forget.isPending ? 'Forgetting' : undefined}
      onConfirm={() => forget.mutate()}
    >
      {forget.error === null ? null : <ErrorPanel problem={problemFrom(forget.error)} onFix={() => forget.mutate()} />}
    </DangerDialog>
  )
}
