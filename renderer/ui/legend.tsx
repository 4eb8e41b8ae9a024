/** The names of the fills in a picture. */
export function Legend({
  entries,
}: {
  readonly entries: readonly { readonly label: string; readonly fill: 'app' | 'service' | 'free' }[]
}) {
  const fills = { app: 'bg-map-app', service: 'bg-map-service', free: 'bg-map-free shadow-[inset_0_0_0_1px_var(--border-strong)]' }
  return (
    <ul className="flex gap-3.5 text-muted-foreground text-xs">
      {entries.map(entry => (
        <li key={entry.label} className="flex items-center gap-1.5">
          <i className={`block size-2.5 rounded-[3px] ${fills[entry.fill]}`} />
          {entry.label}
        </li>
      ))}
    </ul>
  )
}
