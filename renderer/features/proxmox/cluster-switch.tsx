import { useNavigate } from 'react-router'
import type { ClusterView } from '../../../shared/model/cluster.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { clusterAddress } from './proxmox-addresses.ts'

const mostSegments = 4

/** Chooses which cluster is shown. */
export function ClusterSwitch({ clusters, shown }: { readonly clusters: readonly ClusterView[]; readonly shown: ClusterView }) {
  const navigate = useNavigate()
  const choice = {
    label: 'Which cluster',
    value: shown.name,
    onValueChange: (name: string) => void navigate(clusterAddress(name)),
    options: clusters.map(each => ({ value: each.name, label: each.name })),
  }
  return (
    <div className="mb-3.5 flex flex-none">
      {clusters.length > mostSegments ? <Select {...choice} className="w-60" /> : <Segmented {...choice} />}
    </div>
  )
}
