import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useMemo, useState } from 'react'
import { Kbd } from './kbd.tsx'

/** One thing the palette can do; `note` tells what it costs or where it leads. */
export interface PaletteCommand {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly note?: string | undefined
  /** Other words by which it is found. */
  readonly keywords?: readonly string[]
  readonly icon?: ReactNode
  readonly run: () => void
}

/** Searches everything that can be opened or done, 620 wide; the first row is preselected. */
export function CommandPalette({
  open,
  onOpenChange,
  commands,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly commands: readonly PaletteCommand[]
}) {
  const [search, setSearch] = useState('')
  const near = useMemo(() => nearest(commands, search), [commands, search])
  const groups = [...new Set(near.map(command => command.group))]
  const change = (next: boolean) => {
    if (!next) setSearch('')
    onOpenChange(next)
  }
  return (
    <Dialog.Root open={open} onOpenChange={change}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[104px] left-1/2 z-31 w-[620px] max-w-[calc(100vw-48px)] -translate-x-1/2 overflow-hidden rounded-xl bg-popover shadow-dialog outline-none"
        >
          <Dialog.Title className="sr-only">Search or do</Dialog.Title>
          <Command label="Search or do" loop filter={(_, typed, [label = '', ...rest] = []) => closeness(typed, label, rest)}>
            <div className="flex h-[52px] items-center gap-3 border-b px-[18px] text-lg">
              <Search className="text-subtle-foreground" aria-hidden="true" />
              <Command.Input
                value={search}
                onValueChange={setSearch}
                placeholder="Search or do"
                className="min-w-0 flex-1 bg-transparent caret-primary outline-none"
              />
              <Kbd>esc</Kbd>
            </div>
            <Command.List className="max-h-[min(470px,calc(100vh-260px))] overflow-y-auto pb-2">
              <Command.Empty className="px-[18px] py-6 text-center text-muted-foreground">Nothing here is called “{search}”.</Command.Empty>
              {groups.map(group => (
                <Command.Group
                  key={group}
                  heading={group}
                  className="[&_[cmdk-group-heading]]:px-[18px] [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-subtle-foreground [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:leading-5"
                >
                  {near
                    .filter(command => command.group === group)
                    .map(command => (
                      <Command.Item
                        key={command.id}
                        value={command.id}
                        keywords={[command.label, ...others(command)]}
                        onSelect={() => {
                          change(false)
                          command.run()
                        }}
                        className="group/item mx-2 flex h-10 cursor-default items-center gap-3 rounded-sm px-2.5 data-[selected=true]:bg-primary-soft"
                      >
                        <span className="w-4 flex-none text-subtle-foreground group-data-[selected=true]/item:text-primary-soft-foreground">
                          {command.icon}
                        </span>
                        <span className="flex-none font-medium">
                          <Marked text={command.label} search={search} />
                        </span>
                        <span className="min-w-0 flex-1 truncate text-muted-foreground">{command.note}</span>
                        <span className="hidden group-data-[selected=true]/item:block">
                          <Kbd>↵</Kbd>
                        </span>
                      </Command.Item>
                    ))}
                </Command.Group>
              ))}
            </Command.List>
            <div aria-hidden="true" className="flex h-[38px] items-center gap-4 border-t bg-muted px-[18px] text-muted-foreground text-xs">
              <span className="inline-flex gap-1.5">
                <Kbd>↑</Kbd>
                <Kbd>↓</Kbd>Choose
              </span>
              <span className="inline-flex gap-1.5">
                <Kbd>↵</Kbd>Do it
              </span>
            </div>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const mostShown = 120
const mostOfGroup = 12

/** Of very many commands only so many are drawn, so that typing stays quick: those that answer best, or the first of each group. */
function nearest(commands: readonly PaletteCommand[], search: string): readonly PaletteCommand[] {
  if (commands.length <= mostShown) return commands
  if (search.trim() === '') {
    const seen = new Map<string, number>()
    return commands.filter(({ group }) => {
      const count = (seen.get(group) ?? 0) + 1
      seen.set(group, count)
      return count <= mostOfGroup
    })
  }
  const found = commands
    .map(command => ({ command, score: closeness(search, command.label, others(command)) }))
    .filter(({ score }) => score > 0)
  return found
    .sort((one, other) => other.score - one.score)
    .slice(0, mostShown)
    .map(({ command }) => command)
}

/** The words beside its label by which a command is found. */
function others({ group, keywords = [] }: PaletteCommand): readonly string[] {
  return [group, ...keywords]
}

/** How well a command answers to what was typed, 0 to 1: every word has to stand in it as it is, best at the beginning of its label. */
function closeness(typed: string, label: string, others: readonly string[]): number {
  const [wanted, name] = [typed.trim().toLowerCase(), label.toLowerCase()]
  const words = wanted.split(/\s+/)
  const all = `${name} ${others.join(' ').toLowerCase()}`
  if (words.some(word => !all.includes(word))) return 0
  if (name.startsWith(wanted)) return 1
  if (` ${name}`.includes(` ${wanted}`)) return 0.8
  return words.every(word => name.includes(word)) ? 0.6 : 0.3
}

/** The letters that were typed stand out in weight. */
function Marked({ text, search }: { readonly text: string; readonly search: string }) {
  const at = search.trim() === '' ? -1 : text.toLowerCase().indexOf(search.trim().toLowerCase())
  if (at < 0) return text
  const end = at + search.trim().length
  return (
    <>
      {text.slice(0, at)}
      <mark className="bg-transparent font-semibold text-inherit">{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  )
}
