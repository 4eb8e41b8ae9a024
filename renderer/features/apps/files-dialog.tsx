import type { DeployPreview } from '../../../shared/model/app.ts'
import { FileView } from '../../ui/copyable-code.tsx'
import { Dialog } from '../../ui/dialog.tsx'

/** The files that would be written, secrets masked. */
export function FilesDialog({ files, onClose }: { readonly files: DeployPreview['files']; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title="Generated files"
      description="What is written to the device. Secrets are masked."
      width={760}
    >
      <FileList files={files} />
    </Dialog>
  )
}

/** Files one below the other, each with its place and its rights. */
export function FileList({ files }: { readonly files: DeployPreview['files'] }) {
  return files.map(file => (
    <section key={file.path} className="mt-3.5">
      <h3 className="mb-1.5 text-muted-foreground text-xs">
        <span className="mono text-foreground">{file.path}</span>, rights {file.mode}
      </h3>
      <FileView label={file.path} text={file.content} rows={18} />
    </section>
  ))
}
