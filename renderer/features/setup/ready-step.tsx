import { Server } from 'lucide-react'
import { useState } from 'react'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { DeviceView } from '../../../shared/model/device.ts'
import { nameSchema } from '../../../shared/model/name.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardRow } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { Input } from '../../ui/input.tsx'
import { Switch } from '../../ui/switch.tsx'
import { SetupFrame } from './setup-frame.tsx'

/** What is still wished for the new device. */
export interface LastWishes {
  readonly name: string
  readonly useKey: boolean
}

/** The end of the wizard: a name, a security key if wanted, and what may be done next. */
export function ReadyStep({
  device,
  pending,
  problem,
  onLeave,
}: {
  readonly device: DeviceView
  readonly pending: string | undefined
  readonly problem: Problem | undefined
  readonly onLeave: (wishes: LastWishes, where: 'deploy' | 'another' | 'overview') => void
}) {
  const [name, setName] = useState(device.name)
  const [useKey, setUseKey] = useState(false)
  const valid = nameSchema.safeParse(name)
  const leave = (where: 'deploy' | 'another' | 'overview') => valid.success && onLeave({ name: valid.data, useKey }, where)
  return (
    <SetupFrame
      step="ready"
      title={`${device.name} is ready`}
      sentence="MycoPod watches it from now on. Give it the name you want to read everywhere."
      footer={
        <>
          <Button
            variant="ghost"
            size="lg"
            className="-ml-4"
            disabled={!valid.success || pending !== undefined}
            onClick={() => leave('overview')}
          >
            Go to the overview
          </Button>
          <Button size="lg" className="ml-auto" disabled={!valid.success || pending !== undefined} onClick={() => leave('another')}>
            Add another device
          </Button>
          <Button variant="primary" size="lg" disabled={!valid.success} pending={pending} onClick={() => leave('deploy')}>
            Deploy your first app
          </Button>
        </>
      }
    >
      <h2 className="sr-only">The new device</h2>
      <Card flush className="mt-6">
        <CardRow
          icon={
            <Glyph size="md" accent>
              <Server />
            </Glyph>
          }
          title={device.facts?.model ?? device.facts?.os.name ?? 'This device'}
          note={[device.facts?.os.name, device.kind === 'ssh' ? device.address : undefined].filter(each => each !== undefined).join(', ')}
        />
        <CardBody className="border-t">
          <Field
            label="Name"
            hint="Small letters, digits and hyphens."
            error={valid.success ? undefined : 'A name has small letters, digits and hyphens, 40 at most.'}
          >
            {control => (
              <Input
                {...control}
                value={name}
                maxLength={40}
                autoComplete="off"
                spellCheck={false}
                className="w-72"
                onChange={event => setName(event.target.value)}
              />
            )}
          </Field>
        </CardBody>
        {device.loginMethod === 'password' ? (
          <CardRow
            title={<span id="use-key">Use a security key from now on</span>}
            note="MycoPod makes a key, leaves its public half on the device, logs in with it and forgets the password."
          >
            <Switch aria-labelledby="use-key" checked={useKey} onCheckedChange={setUseKey} />
          </CardRow>
        ) : null}
      </Card>
      {problem === undefined ? null : (
        <ErrorPanel
          className="mt-4"
          problem={problem}
          onFix={fix => (fix.kind === 'do' && fix.action === 'use-other-name' ? setName(fix.data?.name ?? name) : leave('deploy'))}
        />
      )}
    </SetupFrame>
  )
}
