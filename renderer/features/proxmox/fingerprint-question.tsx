import { Fingerprint } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'

/** Sixteen pairs with a colon after each. */
const halfLength = 48

/** Asks whether a certificate that nobody vouches for is the right one, in the words Proxmox uses for it. */
export function FingerprintQuestion({
  address,
  fingerprint,
  pending,
  onAccept,
  onRefuse,
}: {
  readonly address: string
  readonly fingerprint: string
  readonly pending: boolean
  readonly onAccept: () => void
  readonly onRefuse: () => void
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const lines = [fingerprint.slice(0, halfLength), fingerprint.slice(halfLength)]
  return (
    <section className="animate-appear rounded-lg border bg-card p-4">
      <h3 ref={heading} tabIndex={-1} className="flex items-center gap-2 font-semibold text-md outline-none">
        <Fingerprint aria-hidden="true" className="size-5 text-primary-text" />
        Is this your Proxmox?
      </h3>
      <p className="mt-1 text-muted-foreground">
        {address} made its certificate itself, as Proxmox usually does. It shows this fingerprint; from now on MycoPod notices when
        something else answers in its place. No password was sent yet.
      </p>
      <p className="mono mt-3 rounded-sm bg-muted px-2.5 py-2 text-xs">
        {lines.map((line, index) => (
          <span key={index === 0 ? 'first' : 'second'} className="block">
            {line}
          </span>
        ))}
      </p>
      <p className="mt-2 text-muted-foreground text-xs">
        To compare, open Proxmox in a browser, choose the node, then System and Certificates: it stands under Fingerprint of pve-ssl.pem.
      </p>
      <div className="mt-3 flex gap-2">
        <Button variant="primary" pending={pending ? 'Logging in' : undefined} onClick={onAccept}>
          It is the same
        </Button>
        <Button onClick={onRefuse}>It is another</Button>
      </div>
    </section>
  )
}
