import { Link } from 'react-router'
import type { JobView } from '../../../shared/model/job.ts'
import { guestAddress } from '../../lib/guest-address.ts'
import { Button } from '../../ui/button.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'

const makes = new Set(['guests.create', 'guests.restore'])

/** What may be done once a job about a guest succeeded: a new one is opened, made a device or backed up. */
export function GuestNext({ job }: { readonly job: JobView }) {
  const { name, device: cluster = '' } = job.subject
  const guest = { cluster, vmid: typeof job.result?.vmid === 'number' ? job.result.vmid : name }
  if (job.kind === 'guests.remove')
    return (
      <p className="mt-4 flex gap-2">
        <Button asChild>
          <Link to="/proxmox">Show the guests</Link>
        </Button>
      </p>
    )
  if (!makes.has(job.kind))
    return (
      <p className="mt-4 flex gap-2">
        <Button asChild>
          <Link to={guestAddress(guest)}>Show {name}</Link>
        </Button>
      </p>
    )
  const running = job.steps.some(step => step.id === 'start')
  return (
    <MessagePanel
      tone="ok"
      className="mt-4"
      title={`${name} is ${running ? 'running' : 'there'}.`}
      actions={
        <>
          <Button asChild variant="primary">
            <Link to={guestAddress(guest)}>Open {name}</Link>
          </Button>
          {running ? (
            <Button asChild>
              <Link to={guestAddress(guest, 'make-device')}>Make it a device</Link>
            </Button>
          ) : null}
          <Button asChild>
            <Link to={guestAddress(guest, 'back-up')}>Back it up</Link>
          </Button>
        </>
      }
    >
      {typeof job.result?.address === 'string' ? <p>It answers at {job.result.address}.</p> : null}
    </MessagePanel>
  )
}
