import { CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { Toaster as Sonner, toast } from 'sonner'
import { classNames } from '../lib/class-names.ts'
import { TextLink } from './text-link.tsx'

/** A next step named by a toast: a route of the app, an address outside, or an act. */
export interface ToastStep {
  readonly label: string
  readonly to?: string
  readonly href?: string
  readonly onClick?: () => void
}

const looks = {
  ok: { icon: CircleCheck, ink: 'text-ok' },
  warn: { icon: TriangleAlert, ink: 'text-warn' },
  plain: { icon: Info, ink: 'text-muted-foreground' },
} as const

/** Tells at the lower right what has just become true and what the next step may be. A failure is never only a toast. */
export function showToast({
  title,
  tone = 'ok',
  text,
  steps = [],
  id,
}: {
  readonly title: string
  readonly tone?: keyof typeof looks
  readonly text?: string
  readonly steps?: readonly ToastStep[]
  /** A toast with the same id replaces the earlier one. */
  readonly id?: string
}): void {
  const look = looks[tone]
  const Icon = look.icon
  toast.custom(
    key => (
      <div className="grid w-[340px] max-w-[calc(100vw-48px)] grid-cols-[18px_minmax(0,1fr)_auto] gap-x-2.5 rounded-lg bg-popover px-3.5 py-3 font-sans text-foreground text-sm shadow-popover">
        <span className={classNames('mt-0.5', look.ink)}>
          <Icon aria-hidden="true" />
        </span>
        <div className="min-w-0">
          <div className="font-medium">{title}</div>
          {text === undefined ? null : <p className="mt-0.5 text-muted-foreground text-xs">{text}</p>}
          {steps.length === 0 ? null : (
            <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs">
              {steps.map(step => (
                <TextLink
                  key={step.label}
                  to={step.to}
                  href={step.href}
                  onClick={() => {
                    step.onClick?.()
                    toast.dismiss(key)
                  }}
                >
                  {step.label}
                </TextLink>
              ))}
            </p>
          )}
        </div>
        <button
          type="button"
          aria-label="Close"
          onClick={() => toast.dismiss(key)}
          className="relative grid size-5 place-items-center rounded-xs text-subtle-foreground after:absolute after:-inset-1 hover:text-foreground"
        >
          <X className="size-3.5" aria-hidden="true" />
        </button>
      </div>
    ),
    id === undefined ? {} : { id },
  )
}

/** Where toasts appear; one a window, inside the router. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      offset={{ right: 24, bottom: 20 }}
      duration={6000}
      gap={8}
      visibleToasts={4}
      toastOptions={{ unstyled: true }}
    />
  )
}
