import { ChevronDown, Layers2, Search } from 'lucide-react'
import { openPalette } from '../lib/commands.ts'
import { type Depth, useDepth } from '../lib/look.ts'
import { usePageName } from '../lib/page.ts'
import { onDesktop } from '../lib/pipe.ts'
import { Breadcrumb } from '../ui/breadcrumb.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { ChoiceMenu } from '../ui/menu.tsx'
import { JobPill } from './job-pill.tsx'
import { onMac } from './platform.ts'

const depths: readonly { readonly value: Depth; readonly label: string; readonly note: string }[] = [
  { value: 'basic', label: 'Basic', note: 'Plain words only.' },
  { value: 'advanced', label: 'Advanced', note: 'Also keys, ports, scores and files.' },
  { value: 'expert', label: 'Expert', note: 'Also change those files by hand.' },
]

const control =
  'moves-instant inline-flex h-7 flex-none cursor-default items-center gap-[7px] rounded-sm border bg-card px-2 font-medium text-muted-foreground text-xs hover:border-border-strong data-[state=open]:border-border-strong'

/** Where the person is, what runs, how deep this screen looks, and the way to everything else. */
export function TopBar() {
  const { title, above } = usePageName()
  const { depth, peek } = useDepth()
  return (
    <header className={`flex h-[52px] flex-none items-center gap-2 border-b bg-background px-6 ${onDesktop ? 'drags-window' : ''}`}>
      <Breadcrumb above={above} title={title} />
      <div className="ml-auto flex flex-none items-center gap-2">
        <JobPill />
        <ChoiceMenu label="On this screen, show" value={depth} onValueChange={peek} options={depths}>
          <button type="button" className={control} aria-label={`Depth: ${depth}`}>
            <Layers2 aria-hidden="true" className="size-3.5" />
            {depths.find(each => each.value === depth)?.label}
            <ChevronDown aria-hidden="true" className="size-3.5" />
          </button>
        </ChoiceMenu>
        <button type="button" className={control} aria-keyshortcuts={onMac ? 'Meta+K' : 'Control+K'} onClick={() => openPalette()}>
          <Search aria-hidden="true" className="size-3.5" />
          Search or do
          <Kbd flat>{onMac ? '⌘K' : 'Ctrl K'}</Kbd>
        </button>
      </div>
    </header>
  )
}
