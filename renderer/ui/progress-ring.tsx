const around = 2 * Math.PI * 6

/** Progress, 0 to 1, in the size of an icon (16) and the colour of its text. */
export function ProgressRing({ fraction, label }: { readonly fraction: number; readonly label?: string }) {
  const part = Math.min(1, Math.max(0, fraction)) * around
  const semantics =
    label === undefined
      ? {}
      : { role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(fraction * 100) }
  return (
    <span {...semantics} className="block size-4 flex-none">
      <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4 -rotate-90 fill-none stroke-[2.5]">
        <circle cx="8" cy="8" r="6" stroke="currentColor" opacity=".22" />
        {part > 0 ? (
          <circle
            cx="8"
            cy="8"
            r="6"
            stroke="currentColor"
            strokeLinecap="round"
            strokeDasharray={`${part.toFixed(1)} ${around.toFixed(1)}`}
            className="moves-progress"
          />
        ) : null}
      </svg>
    </span>
  )
}
