import { useQuery } from '@tanstack/react-query'
import type { AppView } from '../../../shared/model/app.ts'
import { problemFrom } from '../../lib/errors.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { FileList } from './files-dialog.tsx'

/** The files of an app as they lie on its device, secrets masked. */
export function AppFiles({ app }: { readonly app: AppView }) {
  const files = useQuery(api.apps.files.queryOptions({ input: { app: app.name }, staleTime: 0 }))
  if (files.error !== null) return <ErrorPanel problem={problemFrom(files.error)} onFix={() => void files.refetch()} />
  return (
    <Card>
      <CardBody>
        {files.data === undefined ? (
          <ListBones label="Reading its files" />
        ) : (
          <>
            <p className="text-muted-foreground text-xs">As they lie on {app.device}. Secrets are masked.</p>
            <FileList files={[...files.data]} />
          </>
        )}
      </CardBody>
    </Card>
  )
}
