import type { ReactNode } from 'react'

/** One part of the settings, with its heading and a sentence. */
export function SettingsSection({
  id,
  title,
  sentence,
  children,
}: {
  readonly id: string
  readonly title: string
  readonly sentence?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="mb-5 scroll-mt-4">
      <h2 id={`${id}-title`} tabIndex={-1} className="font-semibold outline-none">
        {title}
      </h2>
      {sentence === undefined ? null : <p className="text-muted-foreground">{sentence}</p>}
      <div className="mt-2.5">{children}</div>
    </section>
  )
}
