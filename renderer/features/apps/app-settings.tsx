import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { AppView } from '../../../shared/model/app.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { failureOf, problemFrom } from '../../lib/errors.ts'
import { useDepth } from '../../lib/look.ts'
import { api } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardBody, CardHead } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Field } from '../../ui/field.tsx'
import { TextArea } from '../../ui/input.tsx'
import { settingsShown } from './deploy-form.ts'
import { PortField } from './port-field.tsx'
import { SecretValue } from './secret-value.tsx'
import { SettingField } from './setting-field.tsx'

/** What an app is set to; a change becomes a job that makes only what differs anew. */
export function AppSettings({ app }: { readonly app: AppView }) {
  const recipe = useQuery(api.catalog.get.queryOptions({ input: { slug: app.recipe } }))
  if (recipe.error !== null) return <ErrorPanel problem={problemFrom(recipe.error)} onFix={() => void recipe.refetch()} />
  return recipe.data === undefined ? (
    <ListBones label="Reading its settings" />
  ) : (
    <Form key={app.updatedAt} app={app} recipe={recipe.data} />
  )
}

function Form({ app, recipe }: { readonly app: AppView; readonly recipe: Recipe }) {
  const { depth, shows } = useDepth()
  const navigate = useNavigate()
  const { manifest } = recipe
  const [settings, setSettings] = useState<Readonly<Record<string, string>>>({})
  const [ports, setPorts] = useState<Readonly<Record<string, number>>>({})
  const [compose, setCompose] = useState<string | null>()
  const change = useMutation(api.apps.change.mutationOptions({ onSuccess: ({ job }) => void navigate(`/activity/${job}`) }))
  const failure = change.error === null ? undefined : failureOf(change.error)
  const wire = failure?.kind === 'known' ? failure.wire : undefined
  const changed = Object.keys(settings).length + Object.keys(ports).length + (compose === undefined ? 0 : 1)
  const shown = settingsShown(manifest, depth)
  const secrets = app.secretSettings.map(key => ({ key, label: manifest.settings.find(setting => setting.key === key)?.label ?? key }))

  const setSetting = (key: string, value: string) => {
    const { [key]: _, ...rest } = settings
    setSettings(value === (app.settings[key] ?? '') ? rest : { ...rest, [key]: value })
    change.reset()
  }
  const setPort = (id: string, host: number) => {
    const { [id]: _, ...rest } = ports
    setPorts(host === app.ports.find(port => port.id === id)?.host ? rest : { ...rest, [id]: host })
    change.reset()
  }

  return (
    <div className="grid items-start gap-3 wide:grid-cols-[minmax(0,1fr)_312px]">
      <div className="flex min-w-0 flex-col gap-3">
        {failure === undefined || (wire?.code === 'SettingInvalid' && shown.some(setting => setting.key === wire.data.key)) ? null : (
          <ErrorPanel
            problem={failure.problem}
            onFix={fix => {
              if (fix.kind === 'do' && fix.action === 'use-port' && wire?.code === 'PortTaken') {
                const taken = manifest.ports.find(port => ports[port.id] === wire.data.port)
                if (taken !== undefined) setPort(taken.id, Number(fix.data?.port))
                change.reset()
              } else if (fix.kind === 'retry') change.mutate({ app: app.name, settings, ports, ...(compose !== undefined && { compose }) })
              else void navigate(`/devices/${app.device}`)
            }}
          />
        )}
        <Card>
          <CardHead title="Settings" sub={shown.length === 0 && !shows('advanced') ? undefined : 'Only what differs is made anew'} />
          <CardBody afterHead className="flex flex-col gap-3">
            {shown.length === 0 ? <p className="text-muted-foreground">There is nothing to set here.</p> : null}
            {shown.map(setting => (
              <SettingField
                key={setting.key}
                setting={
                  app.secretSettings.includes(setting.key) ? { ...setting, help: 'It is kept as it is unless you type another.' } : setting
                }
                value={settings[setting.key] ?? app.settings[setting.key]}
                onValue={value => setSetting(setting.key, value)}
                error={wire?.code === 'SettingInvalid' && wire.data.key === setting.key ? wire.data.reason : undefined}
                note={
                  setting.onlyAtFirstStart
                    ? `${manifest.name} reads this only at its first start. Changing it here has no effect inside it.`
                    : undefined
                }
              />
            ))}
            {shows('advanced')
              ? app.ports.map(port => {
                  const asked = manifest.ports.find(each => each.id === port.id)
                  return (
                    <PortField
                      key={port.id}
                      label="Port"
                      hint={asked?.purpose ?? ''}
                      port={ports[port.id] ?? port.host}
                      fixed={asked?.fixed ?? false}
                      onPort={host => setPort(port.id, host)}
                    />
                  )
                })
              : null}
            {shows('expert') ? (
              <Field
                label="Compose file"
                layout="above"
                error={wire?.code === 'ComposeBroken' ? failure?.problem.because : undefined}
                hint="It is checked before anything is changed."
              >
                {control => (
                  <>
                    <TextArea
                      {...control}
                      mono
                      rows={14}
                      wrap="off"
                      value={compose === null ? recipe.compose : (compose ?? app.customCompose ?? recipe.compose)}
                      onChange={event => {
                        setCompose(event.target.value)
                        change.reset()
                      }}
                    />
                    {app.customCompose === undefined && compose === undefined ? null : (
                      <Button size="sm" className="mt-2" onClick={() => setCompose(app.customCompose === undefined ? undefined : null)}>
                        Back to the file of the recipe
                      </Button>
                    )}
                  </>
                )}
              </Field>
            ) : null}
            <div className="flex items-center gap-3">
              <Button
                variant="primary"
                disabled={changed === 0 || app.job !== undefined}
                pending={change.isPending ? 'Starting' : undefined}
                onClick={() => change.mutate({ app: app.name, settings, ports, ...(compose !== undefined && { compose }) })}
              >
                Change {app.title}
              </Button>
              <span className="text-muted-foreground text-xs">
                {changed === 0
                  ? 'Nothing is changed yet.'
                  : `${app.title} may be interrupted for a moment. If it does not come back well, it is set as before.`}
              </span>
            </div>
          </CardBody>
        </Card>
      </div>
      {secrets.length === 0 ? null : (
        <Card>
          <CardHead title="Passwords" />
          <CardBody afterHead className="flex flex-col gap-3">
            {secrets.map(secret => (
              <div key={secret.key}>
                <div className="mb-1 font-medium text-xs">{secret.label}</div>
                <SecretValue app={app.name} name={secret.key} label={secret.label} />
              </div>
            ))}
            <p className="text-muted-foreground text-xs">That you looked is written into the activity.</p>
          </CardBody>
        </Card>
      )}
    </div>
  )
}
