import { useState } from 'react'
import { problemOf } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { DeployPreview } from '../../../shared/model/app.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { useDepth } from '../../lib/look.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { type DeployForm, portSentence, settingsShown } from './deploy-form.ts'
import { PortField } from './port-field.tsx'
import { SettingField } from './setting-field.tsx'

/** The settings of a deploy as far as the depth shows them; what is wrong is told at its field once it was touched or tried. */
export function DeploySettings({
  recipe,
  form,
  preview,
  tried,
  onForm,
}: {
  readonly recipe: Recipe
  readonly form: DeployForm
  readonly preview: DeployPreview | undefined
  readonly tried: boolean
  readonly onForm: (form: DeployForm) => void
}) {
  const { depth, shows } = useDepth()
  const { manifest } = recipe
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const problems = preview?.problems ?? []
  const faults = problems.flatMap(problem => (problem.code === 'SettingInvalid' ? [problem.data] : []))
  const faultOf = (key: string) => (tried || touched.has(key) ? faults.find(fault => fault.key === key)?.reason : undefined)
  return (
    <Card>
      <CardHead title="Settings" sub="Already filled in with what suits most homes" />
      <CardBody afterHead className="flex flex-col gap-3">
        <Field label="Its name" hint={shows('advanced') ? 'Names its folder and its containers.' : undefined}>
          {control => (
            <Input
              {...control}
              value={form.name ?? preview?.app ?? manifest.slug}
              autoComplete="off"
              spellCheck={false}
              onChange={event => onForm({ ...form, name: event.target.value.toLowerCase() })}
            />
          )}
        </Field>
        {settingsShown(manifest, depth).map(setting => (
          <SettingField
            key={setting.key}
            setting={setting}
            value={form.settings[setting.key]}
            error={faultOf(setting.key)}
            onValue={value => {
              setTouched(before => new Set(before).add(setting.key))
              onForm({ ...form, settings: { ...form.settings, [setting.key]: value } })
            }}
          />
        ))}
        {shows('advanced')
          ? (preview?.ports ?? []).map(port => (
              <PortField
                key={port.id}
                label={`Port${port.protocol === 'udp' ? ' (UDP)' : ''}`}
                hint={portSentence(port)}
                port={port.host}
                fixed={manifest.ports.find(each => each.id === port.id)?.fixed ?? false}
                onPort={host => onForm({ ...form, ports: { ...form.ports, [port.id]: host } })}
              />
            ))
          : null}
        {shows('expert') ? <ComposeEditor recipe={recipe} form={form} problems={problems} onForm={onForm} /> : null}
      </CardBody>
    </Card>
  )
}

function ComposeEditor({
  recipe,
  form,
  problems,
  onForm,
}: {
  readonly recipe: Recipe
  readonly form: DeployForm
  readonly problems: readonly WireError[]
  readonly onForm: (form: DeployForm) => void
}) {
  const broken = problems.find(problem => problem.code === 'ComposeBroken')
  const fault = broken === undefined ? undefined : problemOf(broken).because
  return (
    <Field
      label="Compose file"
      layout="above"
      error={fault}
      hint={
        form.compose === undefined
          ? 'As the recipe has it. What you change is checked as you type.'
          : 'Yours. It is right as far as can be said before it runs.'
      }
    >
      {control => (
        <>
          <TextArea
            {...control}
            mono
            rows={14}
            wrap="off"
            value={form.compose ?? recipe.compose}
            onChange={event => onForm({ ...form, compose: event.target.value })}
          />
          {form.compose === undefined ? null : (
            <Button
              size="sm"
              className="mt-2"
              onClick={() => {
                const { compose: _, ...rest } = form
                onForm(rest)
              }}
            >
              Back to the file of the recipe
            </Button>
          )}
        </>
      )}
    </Field>
  )
}
