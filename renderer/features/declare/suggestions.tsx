import { useQuery } from '@tanstack/react-query'
import type { GuestView } from '../../../shared/model/guest.ts'
import { api } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'

/** Three sentences that could be the first ones, made from the lab as it is. */
export function Suggestions({ onChoose }: { readonly onChoose: (sentence: string) => void }) {
  const guests = useQuery(api.proxmox.guests.queryOptions({ input: {} })).data ?? []
  const apps = useQuery(api.apps.list.queryOptions()).data ?? []
  return (
    <div className="flex flex-col gap-3 px-6 py-5">
      <p className="max-w-[360px] text-muted-foreground">
        Write what your homelab should be like, one wish a line. Beside it you see what MycoPod would do, and nothing happens before you say
        so.
      </p>
      <p className="font-medium">Begin with one of these, or write your own:</p>
      <ul className="flex flex-col items-start gap-2">
        {sentences(guests, apps).map(sentence => (
          <li key={sentence}>
            <Button className="h-auto min-h-8 whitespace-normal py-1.5 text-left" onClick={() => onChoose(sentence)}>
              {sentence}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

const gib = 1024 ** 3

function sentences(guests: readonly GuestView[], apps: readonly { readonly name: string; readonly state: string }[]): string[] {
  const machines = guests.filter(guest => !guest.template)
  const small = machines.find(guest => guest.type === 'lxc' && guest.state === 'running' && (guest.cores ?? 9) <= 2)
  const off = machines.find(guest => guest.state === 'stopped')
  const running = apps.find(app => app.state === 'running')
  const memory = small?.memoryTotalBytes === undefined ? undefined : Math.max(1, Math.ceil((small.memoryTotalBytes * 2) / gib))
  return [
    ...(small === undefined || memory === undefined
      ? []
      : [`Give ${small.name} ${(small.cores ?? 1) + 1} cores and ${memory} GB of memory.`]),
    ...(machines.length === 0 ? [] : ['Create a Debian container called workbench with 1 core and 1 GB of memory.']),
    ...(off === undefined ? [] : [`Start ${off.name} on boot.`]),
    ...(running === undefined ? [] : [`Keep ${running.name} running.`]),
    'Install Uptime Kuma.',
  ].slice(0, 3)
}
