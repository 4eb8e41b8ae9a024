import { Container, HardDrive, Layers, Microchip, Monitor, Router, Server } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react'
import type { FoundDevice } from '../../../shared/model/discovery.ts'
import { formatNumberOf, formatPercent, formatTimeLeft } from '../../lib/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Input } from '../../ui/input.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { RadioRow, RadioRows } from '../../ui/radio-row.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { useAddressCheck } from './address-check.ts'
import { type DeviceSearch, keyOf } from './device-search.ts'
import { readAddress } from './setup-draft.ts'
import { SetupFrame } from './setup-frame.tsx'

/** A device that was picked from the list or typed. */
export interface Picked {
  readonly address: string
  readonly name: string
  readonly door: string
  readonly user: string | undefined
}

/** Looks for devices on the network and lets the person choose one, or type its address. */
export function FindStep({
  search,
  chosen,
  onChoose,
  typed,
  onType,
  correct,
  aside,
  onBack,
  onPick,
}: {
  readonly search: DeviceSearch
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
  readonly typed: string
  readonly onType: (typed: string) => void
  /** Set when the person came back to change the address. */
  readonly correct: boolean
  readonly aside: ReactNode
  readonly onBack: () => void
  readonly onPick: (picked: Picked) => void
}) {
  const device = search.found.find(each => keyOf(each) === chosen)
  return (
    <SetupFrame
      step="find"
      title="Find your device"
      sentence="These answered on your home network. Choose one to start with; you can add the others later."
      aside={aside}
      footer={
        <>
          <Button variant="ghost" size="lg" className="-ml-4" onClick={onBack}>
            Back
          </Button>
          <span className="mr-2 ml-auto text-muted-foreground text-xs">
            {device === undefined ? 'Choose a device or type its address' : `Nothing is installed on ${nameOf(device)} yet`}
          </span>
          <Button
            variant="primary"
            size="lg"
            disabled={device === undefined}
            onClick={() => device && onPick({ address: device.address, name: nameOf(device), door: String(device.port), user: undefined })}
          >
            {device === undefined ? 'Continue' : `Continue with ${nameOf(device)}`}
          </Button>
        </>
      }
    >
      <div className="mt-6 mb-2 flex min-h-5 items-center gap-3 text-muted-foreground text-xs tabular-nums">
        <h2 className="mr-auto font-semibold text-foreground text-sm">{formatNumberOf(search.found.length, 'device')} found</h2>
        {search.running ? (
          <>
            <span>
              Still looking, {formatPercent(search.fraction)}
              {search.secondsLeft === undefined ? '' : `, ${formatTimeLeft(search.secondsLeft)}`}
            </span>
            <ProgressBar fraction={search.fraction} label="Looking for devices" thin className="w-24" />
            <TextLink onClick={search.stop}>Stop</TextLink>
          </>
        ) : (
          <TextLink onClick={search.again}>Look again</TextLink>
        )}
      </div>
      {search.problem === undefined ? null : <ErrorPanel className="mb-3" problem={search.problem} onFix={search.again} />}
      <Card flush>
        {search.found.length === 0 ? (
          <p className="px-4 py-5 text-muted-foreground">
            {search.running
              ? 'Nothing answered yet. Devices appear here as they answer.'
              : 'Nothing answered. Is the device switched on and on this network? Typing its address always works.'}
          </p>
        ) : (
          <RadioRows label="Devices found" value={chosen} onValueChange={onChoose}>
            {search.found.map(each => (
              <RadioRow
                key={keyOf(each)}
                value={keyOf(each)}
                icon={pictures[each.kind]}
                title={nameOf(each)}
                note={each.description}
                disabled={each.alreadyAdded}
                trailing={
                  <>
                    {each.alreadyAdded ? (
                      <Badge tone="line">Added</Badge>
                    ) : each.dockerFound ? (
                      <Badge tone="line">Docker found</Badge>
                    ) : null}
                    <span className="w-[118px] text-right text-muted-foreground">
                      {each.port === 22 ? each.address : `${each.address}:${each.port}`}
                    </span>
                  </>
                }
              />
            ))}
          </RadioRows>
        )}
      </Card>
      <TypedAddress typed={typed} onType={onType} focused={correct} onPick={onPick} />
    </SetupFrame>
  )
}

function TypedAddress({
  typed,
  onType,
  focused,
  onPick,
}: {
  readonly typed: string
  readonly onType: (typed: string) => void
  readonly focused: boolean
  readonly onPick: (picked: Picked) => void
}) {
  const id = useId()
  const [wrong, setWrong] = useState(false)
  const { problem, checking, check, forget } = useAddressCheck()
  useEffect(() => {
    if (focused) document.getElementById(id)?.focus()
  }, [focused, id])
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    const read = readAddress(typed)
    setWrong(read === undefined)
    if (read === undefined) return
    const picked: Picked = { address: read.address, name: read.address, door: read.door ?? '22', user: read.user }
    check(picked, () => onPick(picked))
  }
  return (
    <>
      <form onSubmit={submit} className="mt-5 grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2">
        <label htmlFor={id} className="font-medium">
          Not in the list?
        </label>
        <Input
          id={id}
          value={typed}
          placeholder="Type its address, for example 192.168.1.40 or server.local"
          autoComplete="off"
          spellCheck={false}
          invalid={wrong}
          aria-describedby={`${id}-below`}
          onChange={event => {
            onType(event.target.value)
            setWrong(false)
            forget()
          }}
        />
        <Button type="submit" disabled={typed.trim() === ''} pending={checking ? 'Checking' : undefined}>
          Check
        </Button>
        <p
          id={`${id}-below`}
          role={wrong ? 'alert' : undefined}
          className={`col-start-2 text-xs ${wrong ? 'text-bad' : 'text-muted-foreground'}`}
        >
          {wrong
            ? 'That is no address. It looks like 192.168.1.40 or server.local.'
            : 'Looking asks only devices on your own network. Nothing goes to the internet.'}
        </p>
      </form>
      {problem === undefined ? null : (
        <ErrorPanel
          className="mt-4"
          problem={problem}
          pending={checking ? 'Checking' : undefined}
          onFix={fix => (fix.kind === 'retry' ? submit() : document.getElementById(id)?.focus())}
        />
      )}
    </>
  )
}

function nameOf(device: FoundDevice): string {
  return device.name ?? device.address
}

const pictures: Readonly<Record<FoundDevice['kind'], ReactNode>> = {
  proxmox: <Layers className="size-[18px]" />,
  opnsense: <Router className="size-[18px]" />,
  'docker-host': <Container className="size-[18px]" />,
  nas: <HardDrive className="size-[18px]" />,
  'raspberry-pi': <Microchip className="size-[18px]" />,
  linux: <Server className="size-[18px]" />,
  'this-computer': <Monitor className="size-[18px]" />,
  unknown: <Server className="size-[18px]" />,
}
