import { classNames } from '../lib/class-names.ts'
import { CopyButton } from './copy-button.tsx'

/** A command or a key on a sunken surface, with a button that copies it. */
export function CopyableCode({ text, label, className }: { readonly text: string; readonly label?: string; readonly className?: string }) {
  return (
    <div className={classNames('flex items-start gap-2 rounded-md bg-muted py-1 pr-1 pl-3', className)}>
      <code className="min-w-0 flex-1 break-all py-1.5 font-mono text-xs leading-4">{text}</code>
      <CopyButton text={text} label={label === undefined ? 'Copy' : `Copy ${label}`} />
    </div>
  )
}

/** A whole file to read: it scrolls, can be selected and is copied with one button. */
export function FileView({
  text,
  label,
  rows = 16,
  className,
}: {
  readonly text: string
  readonly label: string
  readonly rows?: number
  readonly className?: string
}) {
  return (
    <div className={classNames('relative rounded-md bg-muted', className)}>
      <textarea
        readOnly
        aria-label={label}
        value={text}
        rows={Math.min(rows, text.split('\n').length + 1)}
        wrap="off"
        spellCheck={false}
        className="block w-full resize-y rounded-md bg-transparent px-3 py-2.5 font-mono text-muted-foreground text-xs leading-[18px]"
      />
      <span className="absolute top-1 right-1 rounded-sm bg-muted">
        <CopyButton text={text} label={`Copy ${label}`} />
      </span>
    </div>
  )
}
