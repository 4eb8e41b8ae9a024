import { Box, Database, Folder, KeyRound, Network } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { DeployPreview } from '../../../shared/model/app.ts'
import type { Manifest, Recipe } from '../../../shared/model/recipe.ts'
import { formatAbout, formatBytes, formatPercent, nothing } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody } from '../../ui/card.tsx'
import { DescriptionList } from '../../ui/description-list.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { AppIcon } from './app-icon.tsx'
import { FilesDialog } from './files-dialog.tsx'

const mebibyte = 1024 ** 2

/** What a deploy takes and makes, with its button. */
export function DeployAside({
  recipe,
  device,
  preview,
  memory,
  pending,
  blocked,
  onDeploy,
}: {
  readonly recipe: Recipe
  readonly device: string | undefined
  readonly preview: DeployPreview | undefined
  readonly memory: { readonly before: number; readonly after: number } | undefined
  readonly pending: boolean
  readonly blocked: boolean
  readonly onDeploy: () => void
}) {
  const { shows } = useDepth()
  const [files, setFiles] = useState(false)
  const { manifest } = recipe
  return (
    <aside aria-label="What it takes" className="flex flex-col gap-3.5">
      <Card>
        <CardBody className="border-b">
          <div className="flex items-center gap-3">
            <AppIcon icon={recipe.icon} size="lg" />
            <div className="min-w-0">
              <h2 className="font-semibold text-md">{manifest.name}</h2>
              <p className="text-muted-foreground text-xs">
                Version {manifest.version}, checked {checkedOn(manifest)}
              </p>
            </div>
          </div>
          <p className="mt-3 text-muted-foreground">{shows('advanced') ? manifest.description : manifest.summary}</p>
        </CardBody>
        <CardBody className="border-b py-3.5">
          <DescriptionList
            rows={[
              {
                name: 'Download',
                value: preview === undefined ? nothing : preview.downloadBytes === 0 ? 'already there' : formatBytes(preview.downloadBytes),
              },
              {
                name: device === undefined ? 'Memory' : `Memory on ${device}`,
                value:
                  memory === undefined
                    ? formatBytes(manifest.memoryMiB.typical * mebibyte)
                    : `${formatPercent(memory.before).replace(/\D+$/, '')} to ${formatPercent(memory.after)}`,
              },
              { name: 'Storage asked for', value: formatBytes(manifest.storageGiB.typical * 1024 * mebibyte) },
              { name: 'Takes', value: preview === undefined ? nothing : formatAbout(preview.estimatedSeconds) },
              ...(shows('advanced') && preview?.storagePath !== undefined ? [{ name: 'Files are in', value: preview.storagePath }] : []),
            ]}
          />
        </CardBody>
        <CardBody>
          <Button
            variant="primary"
            size="lg"
            className="w-full"
            disabled={device === undefined || blocked}
            pending={pending ? 'Starting' : undefined}
            onClick={onDeploy}
          >
            {device === undefined ? 'Deploy' : `Deploy to ${device}`}
          </Button>
          <p className="mt-2.5 text-muted-foreground text-xs">If any step fails, everything made so far is taken away again.</p>
        </CardBody>
      </Card>
      {!shows('advanced') || preview === undefined || preview.willMake.length === 0 ? null : (
        <Card>
          <CardBody>
            <h2 className="mb-2 font-semibold">What will be made</h2>
            <ul className="flex flex-col gap-1.5 text-muted-foreground text-xs">
              {preview.willMake.map(made => (
                <li key={made} className="flex items-start gap-2.5 break-words">
                  <span className="mt-px [&_svg]:size-3.5!">{iconOf(made)}</span>
                  <span className="min-w-0">{made}</span>
                </li>
              ))}
            </ul>
            {preview.files.length > 0 ? (
              <TextLink onClick={() => setFiles(true)} className="mt-2 min-h-7">
                Show the generated files
              </TextLink>
            ) : null}
          </CardBody>
        </Card>
      )}
      {shows('advanced') && manifest.notes.length > 0 ? (
        <Card>
          <CardBody>
            <h2 className="mb-1 font-semibold">Good to know</h2>
            {manifest.notes.map(note => (
              <p key={note} className="mt-1 text-muted-foreground text-xs">
                {note}
              </p>
            ))}
            <TextLink href={manifest.documentation} className="mt-2 inline-block text-xs">
              Documentation of {manifest.name}
            </TextLink>
          </CardBody>
        </Card>
      ) : null}
      {files && preview !== undefined ? <FilesDialog files={preview.files} onClose={() => setFiles(false)} /> : null}
    </aside>
  )
}

function checkedOn(manifest: Manifest): string {
  return new Date(`${manifest.checked}T12:00:00`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
}

function iconOf(made: string): ReactNode {
  if (/network/i.test(made)) return <Network aria-hidden="true" />
  if (/volume/i.test(made)) return <Database aria-hidden="true" />
  if (/folder/i.test(made)) return <Folder aria-hidden="true" />
  if (/secret|password/i.test(made)) return <KeyRound aria-hidden="true" />
  return <Box aria-hidden="true" />
}
