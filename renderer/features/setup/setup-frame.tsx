import { type ReactNode, useEffect, useRef } from 'react'
import { onDesktop } from '../../lib/pipe.ts'
import { Mark } from '../../ui/mark.tsx'
import { type Step, StepList } from '../../ui/step-list.tsx'
import { type SetupStep, setupSteps } from './setup-draft.ts'

const names: Readonly<Record<SetupStep, { readonly title: string; readonly note: string }>> = {
  welcome: { title: 'Welcome', note: 'About three minutes in all' },
  find: { title: 'Find your device', note: 'Under a minute' },
  login: { title: 'Log in', note: 'Under a minute' },
  check: { title: 'Check what it needs', note: 'About two minutes if Docker is missing' },
  ready: { title: 'Ready', note: 'One name, and you are done' },
}

/** The window of the wizard: the five steps at the left, one step at the right with its buttons below. Its heading takes the focus when the step changes. */
export function SetupFrame({
  step,
  title,
  sentence,
  aside,
  footer,
  children,
}: {
  readonly step: SetupStep
  readonly title: string
  readonly sentence: ReactNode
  /** What stands at the foot of the rail. */
  readonly aside?: ReactNode
  readonly footer: ReactNode
  readonly children?: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${names[step].title} · MycoPod`
    heading.current?.focus()
    heading.current?.closest('main')?.scrollTo(0, 0)
  }, [step])
  return (
    <div className="grid h-full grid-cols-[272px_minmax(0,1fr)]">
      <aside className="flex min-h-0 flex-col overflow-y-auto border-r bg-sidebar px-7 pt-7 pb-6">
        <div className={`flex items-center gap-2 font-semibold text-lg tracking-tight ${onDesktop ? 'drags-window pt-3' : ''}`}>
          <Mark className="size-[26px] text-primary" />
          MycoPod
        </div>
        <StepList label="Steps" steps={stepsAt(step)} className="mt-9 bg-sidebar *:bg-sidebar" />
        {aside === undefined ? null : <div className="mt-auto flex flex-col gap-2 pt-6">{aside}</div>}
      </aside>
      <main className="flex min-h-0 min-w-0 flex-col overflow-y-auto px-9 pt-14 wide:px-12">
        <div className="mx-auto flex w-full max-w-[680px] flex-1 flex-col">
          <h1 ref={heading} tabIndex={-1} className="font-semibold text-2xl tracking-tighter outline-none">
            {title}
          </h1>
          <p className="mt-1.5 text-md text-muted-foreground">{sentence}</p>
          <div className="flex flex-1 flex-col pb-6">{children}</div>
          <div className="sticky bottom-0 flex flex-none items-center gap-2 border-t bg-background pt-5 pb-7">{footer}</div>
        </div>
      </main>
    </div>
  )
}

function stepsAt(step: SetupStep): readonly Step[] {
  const now = setupSteps.indexOf(step)
  return setupSteps.map((id, index) => ({
    id,
    title: names[id].title,
    state: index < now ? 'done' : index === now ? 'now' : 'todo',
    ...(index === now && { note: names[id].note }),
  }))
}
