import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { problemOf } from '../../../shared/errors/app-error.ts'
import type { WireError } from '../../../shared/errors/wire-error.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { rememberDeploy, rememberedDeploy } from '../../lib/deploy-requests.ts'
import { failureOf } from '../../lib/errors.ts'
import { useDepth } from '../../lib/look.ts'
import { usePage } from '../../lib/page.ts'
import { api } from '../../lib/query.ts'
import { useSettled } from '../../lib/settled.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorPanel, type ScreenFix } from '../../ui/error-panel.tsx'
import { DeployAside } from './deploy-aside.tsx'
import { deviceMeant, formOf, memoryChange, requestOf, settingsShown, withFreePort } from './deploy-form.ts'
import { DeploySettings } from './deploy-settings.tsx'
import { PlacementCard } from './placement-card.tsx'

/** Where an app goes and how it is set, before it is deployed. */
export function DeployScreen() {
  const { recipe: slug = '' } = useParams()
  const recipe = useQuery(api.catalog.get.queryOptions({ input: { slug } }))
  usePage(`Deploy ${recipe.data?.manifest.name ?? slug}`, [{ label: 'Apps', to: '/apps/catalog' }])
  if (recipe.error !== null) return <ErrorPanel problem={failureOf(recipe.error).problem} onFix={() => void recipe.refetch()} />
  if (recipe.data === undefined) return <ListBones label="Reading the recipe" />
  return <Deploy key={slug} recipe={recipe.data} />
}

function Deploy({ recipe }: { readonly recipe: Recipe }) {
  const { manifest } = recipe
  const { slug } = manifest
  const navigate = useNavigate()
  const { depth, shows } = useDepth()
  const [params] = useSearchParams()
  const [form, setForm] = useState(() => {
    const remembered = formOf(rememberedDeploy(params.get('after') ?? ''))
    const called = params.get('called') ?? slug
    const before = remembered.name === undefined && called !== slug ? { ...remembered, name: called } : remembered
    const port = Number(params.get('port'))
    const named = params.has('name') ? { ...before, name: `${before.name ?? slug}-2` } : before
    return port > 0 ? withFreePort(named, manifest, undefined, port) : named
  })
  const [compared, setCompared] = useState(params.has('without'))
  const [tried, setTried] = useState(false)

  const placed = useQuery(
    api.placement.place.queryOptions({ input: { recipe: slug, profile: form.profile }, staleTime: 0, placeholderData: keepPreviousData }),
  )
  const device = placed.data === undefined ? undefined : deviceMeant(placed.data, form.device, params.get('without') ?? undefined)
  const request = requestOf(slug, form, device)
  const asked = useSettled(JSON.stringify(request), 250)
  const preview = useQuery(
    api.apps.preview.queryOptions({
      input: JSON.parse(asked) as typeof request,
      enabled: placed.data !== undefined,
      staleTime: 0,
      gcTime: 0,
      placeholderData: keepPreviousData,
    }),
  )
  const deploy = useMutation(
    api.apps.deploy.mutationOptions({
      onSuccess: (started, sent) => {
        rememberDeploy(started.job, { ...request, ...sent })
        void navigate(`/apps/${started.app}`)
      },
    }),
  )

  const failure = deploy.error === null ? undefined : failureOf(deploy.error)
  const fields = settingsShown(manifest, depth).map(setting => setting.key)
  const atField = (problem: WireError) =>
    problem.code === 'SettingInvalid' ? fields.includes(problem.data.key) : problem.code === 'ComposeBroken' && shows('expert')
  const problems = preview.data?.problems ?? []
  const inPanels = problems.filter(problem => !atField(problem))

  const fix = (wire: WireError | undefined) => (wanted: ScreenFix) => {
    if (wanted.kind === 'retry') {
      deploy.reset()
      void placed.refetch()
      void preview.refetch()
    } else if (wanted.action === 'use-port') {
      setForm(withFreePort(form, manifest, wire?.code === 'PortTaken' ? wire.data.port : undefined, Number(wanted.data?.port)))
      deploy.reset()
    } else if (wanted.action === 'use-other-name') {
      setForm({ ...form, name: wanted.data?.name ?? `${slug}-2` })
      deploy.reset()
    } else if (wanted.action === 'choose-device') {
      setCompared(true)
      deploy.reset()
    } else void navigate(`/devices/${device ?? ''}`)
  }

  const send = () => {
    setTried(true)
    if (preview.data !== undefined && preview.data.problems.length === 0) deploy.mutate({ ...request, decision: placed.data?.id })
  }

  return (
    <div className="grid items-start gap-5 wide:grid-cols-[minmax(0,1fr)_296px]">
      <div className="flex min-w-0 flex-col gap-3.5">
        {failure === undefined ? null : (
          <ErrorPanel problem={failure.problem} onFix={fix(failure.kind === 'known' ? failure.wire : undefined)} />
        )}
        {inPanels.map(problem => (
          <ErrorPanel key={`${problem.code} ${JSON.stringify(problem.data)}`} problem={problemOf(problem)} onFix={fix(problem)} />
        ))}
        {placed.error === null ? null : <ErrorPanel problem={failureOf(placed.error).problem} onFix={() => void placed.refetch()} />}
        {preview.error === null ? null : <ErrorPanel problem={failureOf(preview.error).problem} onFix={() => void preview.refetch()} />}
        {placed.data === undefined ? (
          placed.isPending ? (
            <Card>
              <ListBones rows={1} label="Comparing your devices" />
            </Card>
          ) : null
        ) : (
          <PlacementCard
            record={placed.data}
            device={device}
            open={compared || shows('advanced')}
            onOpen={() => setCompared(true)}
            onDevice={chosen => setForm({ ...form, device: chosen })}
            onProfile={profile => setForm({ ...form, profile })}
            technical={shows('advanced')}
          />
        )}
        <DeploySettings recipe={recipe} form={form} preview={preview.data} tried={tried} onForm={setForm} />
      </div>
      <DeployAside
        recipe={recipe}
        device={device}
        preview={preview.data}
        memory={placed.data === undefined || device === undefined ? undefined : memoryChange(placed.data, device)}
        pending={deploy.isPending}
        blocked={
          preview.data === undefined ||
          JSON.stringify(request) !== asked ||
          preview.isPlaceholderData ||
          inPanels.length > 0 ||
          problems.some(problem => problem.code === 'ComposeBroken') ||
          (tried && problems.length > 0)
        }
        onDeploy={send}
      />
    </div>
  )
}
