import type { ClusterView } from '../../../shared/model/cluster.ts'
import { formatBytes, formatPartOfWhole } from '../../lib/format.ts'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { storageRows } from './cluster-words.ts'

/** What the storages of a cluster hold of what they can. */
export function StoragesCard({ cluster }: { readonly cluster: ClusterView }) {
  const rows = storageRows(cluster.storages, cluster.nodes.length)
  const sum = (read: (row: (typeof rows)[number]) => number | undefined) => rows.reduce((total, row) => total + (read(row) ?? 0), 0)
  return (
    <Card>
      <CardHead title="Storage">
        <span className="text-muted-foreground text-xs tabular-nums">
          {formatPartOfWhole(
            sum(row => row.usedBytes),
            sum(row => row.totalBytes),
          )}
        </span>
      </CardHead>
      <CardBody afterHead>
        <ul aria-label="Storages" className="flex flex-col gap-[11px]">
          {rows.map(row => (
            <li key={row.name} className="text-xs tabular-nums">
              <div className="flex min-w-0 gap-1.5">
                <b className="truncate font-medium">{row.name}</b>
                <span className="truncate text-muted-foreground">{row.place}</span>
                <span className="ml-auto flex-none">
                  {row.totalBytes === undefined ? (
                    <span className="text-muted-foreground">{row.available ? 'not known' : 'not available'}</span>
                  ) : (
                    <>
                      {formatBytes(row.usedBytes)} <span className="text-muted-foreground">of {formatBytes(row.totalBytes)}</span>
                    </>
                  )}
                </span>
              </div>
              <ProgressBar
                thin
                measure
                label={`${row.name}, in use`}
                fraction={row.totalBytes === undefined || row.totalBytes === 0 ? 0 : (row.usedBytes ?? 0) / row.totalBytes}
                className="mt-1.5"
              />
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
