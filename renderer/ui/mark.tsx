/** The mark: a cap on a stem that branches into three nodes. */
export function Mark({ className = 'size-[22px] text-primary' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={className}>
      <path d="M2.8 11.6C2.8 6.6 6.9 3 12 3s9.2 3.6 9.2 8.6c0 .9-.7 1.4-1.6 1.4H4.4c-.9 0-1.6-.5-1.6-1.4z" fill="currentColor" />
      <path
        d="M12 13v3.2M12 16.2 6.6 19.4M12 16.2l5.4 3.2M12 16.2v4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <circle cx="6" cy="19.8" r="1.7" fill="currentColor" />
      <circle cx="12" cy="21" r="1.7" fill="currentColor" />
      <circle cx="18" cy="19.8" r="1.7" fill="currentColor" />
    </svg>
  )
}

/** The mark in hairlines with one accent node, for empty states. */
export function MarkDrawing() {
  return (
    <svg
      viewBox="0 0 120 72"
      fill="none"
      aria-hidden="true"
      strokeLinecap="round"
      className="mb-2 h-[72px] w-[120px] stroke-border-strong stroke-[1.5]"
    >
      <path d="M40 30c0-11 9-19 20-19s20 8 20 19c0 2-1.6 3-3.5 3h-33c-1.9 0-3.5-1-3.5-3z" className="fill-muted" />
      <path d="M60 33v10M60 43 30 54M60 43l30 11M60 43v16M30 54 12 60M30 54l6 11M90 54l18 6M90 54l-6 11" />
      <circle cx="30" cy="54" r="3.5" className="fill-card" />
      <circle cx="90" cy="54" r="3.5" className="fill-card" />
      <circle cx="60" cy="60" r="4.5" className="fill-primary stroke-none" />
      <g className="fill-border-strong stroke-none">
        <circle cx="12" cy="60" r="2" />
        <circle cx="108" cy="60" r="2" />
        <circle cx="36" cy="66" r="2" />
        <circle cx="84" cy="66" r="2" />
      </g>
    </svg>
  )
}
