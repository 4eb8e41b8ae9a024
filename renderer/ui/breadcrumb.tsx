import { ChevronRight } from 'lucide-react'
import { Fragment } from 'react'
import { Link } from 'react-router'

/** The way to the screen shown, its title last; with nothing above it, the title alone. */
export function Breadcrumb({
  above,
  title,
}: {
  readonly above: readonly { readonly label: string; readonly to: string }[]
  readonly title: string
}) {
  return (
    <div className="flex min-w-0 items-center gap-1.5 text-[15px] leading-5">
      {above.length === 0 ? null : (
        <nav aria-label="Above this screen" className="flex flex-none items-center gap-1.5 font-medium text-muted-foreground">
          {above.map(step => (
            <Fragment key={step.to}>
              <Link to={step.to} className="moves-instant rounded-xs hover:text-foreground">
                {step.label}
              </Link>
              <ChevronRight className="size-3.5 text-subtle-foreground" aria-hidden="true" />
            </Fragment>
          ))}
        </nav>
      )}
      <h1 className="min-w-0 truncate font-semibold tracking-tight">{title}</h1>
    </div>
  )
}
