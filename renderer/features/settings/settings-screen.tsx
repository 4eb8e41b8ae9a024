import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Settings, SettingsPatch, SystemInfo } from '../../../shared/model/settings.ts'
import { problemFrom } from '../../lib/errors.ts'
import { useDepth } from '../../lib/look.ts'
import { usePage } from '../../lib/page.ts'
import { api, queryClient } from '../../lib/query.ts'
import { ListBones } from '../../ui/bones.tsx'
import { Card, CardRow } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ChoiceCard, RadioRows } from '../../ui/radio-row.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Switch } from '../../ui/switch.tsx'
import { AboutSection } from './about-section.tsx'
import { LanguageModelSection } from './language-model-section.tsx'
import { SecretsSection } from './secrets-section.tsx'
import { SettingsList } from './settings-list.tsx'
import { SettingsSection } from './settings-section.tsx'
import { TypedSetting } from './typed-setting.tsx'

/** Everything that is set for the whole program, on one page. */
export function SettingsScreen() {
  usePage('Settings')
  const settings = useQuery(api.system.settings.queryOptions())
  const info = useQuery(api.system.info.queryOptions())
  const error = settings.error ?? info.error
  if (error !== null)
    return (
      <ErrorPanel
        problem={problemFrom(error)}
        onFix={() => {
          void settings.refetch()
          void info.refetch()
        }}
      />
    )
  if (settings.data === undefined || info.data === undefined) return <ListBones label="Reading the settings" />
  return <Page settings={settings.data} info={info.data} />
}

function Page({ settings, info }: { readonly settings: Settings; readonly info: SystemInfo }) {
  const { shows } = useDepth()
  const advanced = shows('advanced')
  const desktop = info.face === 'desktop'
  const save = useMutation(
    api.system.changeSettings.mutationOptions({
      // A switch moves when it is pressed, and back when that could not be saved.
      onMutate: patch => queryClient.setQueryData(key, before => before && changedBy(before, patch)),
      onSuccess: saved => queryClient.setQueryData(key, saved),
      onError: () => queryClient.invalidateQueries({ queryKey: key }),
    }),
  )
  const change = (patch: SettingsPatch) => save.mutate(patch)
  const parts = useMemo(
    () => [
      { id: 'depth', label: 'Depth' },
      { id: 'secrets', label: 'Secrets' },
      { id: 'language-model', label: 'Language model' },
      { id: 'look', label: 'Look' },
      { id: 'notifications', label: 'Notifications' },
      ...(advanced ? [{ id: 'watching', label: 'Looking after devices' }] : []),
      ...(desktop ? [{ id: 'computer', label: 'This computer' }] : []),
      { id: 'you', label: 'You and your lab' },
      { id: 'about', label: 'About' },
    ],
    [advanced, desktop],
  )
  return (
    <div className="grid w-full max-w-[928px] grid-cols-[168px_minmax(0,1fr)] gap-x-10">
      <div className="pt-0.5">
        <SettingsList parts={parts} />
      </div>
      <div className="min-w-0 pt-0.5">
        {save.error === null ? null : (
          <ErrorPanel
            className="mb-4"
            problem={problemFrom(save.error)}
            pending={save.isPending ? 'Saving' : undefined}
            onFix={() => save.variables && change(save.variables)}
          />
        )}
        <DepthSection depth={settings.depth} onChange={depth => change({ depth })} />
        <SecretsSection secrets={info.secrets} />
        <LanguageModelSection />
        <SettingsSection id="look" title="Look">
          <Card flush>
            <CardRow title="Appearance">
              <Segmented label="Appearance" value={settings.theme} onValueChange={theme => change({ theme })} options={themes} />
            </CardRow>
          </Card>
        </SettingsSection>
        <SettingsSection id="notifications" title="Notifications" sentence="What MycoPod tells you about while you look elsewhere.">
          <Card flush>
            {notifications.map(({ key, title, note }) => (
              <SwitchRow
                key={key}
                title={title}
                note={note}
                checked={settings.notifications[key]}
                onChange={on => change({ notifications: { [key]: on } })}
              />
            ))}
          </Card>
        </SettingsSection>
        {advanced ? (
          <SettingsSection id="watching" title="Looking after devices">
            <Card flush>
              <TypedSetting
                title="Look at every device each"
                note="More often shows changes sooner and costs the devices a little more work."
                value={String(settings.pollSeconds)}
                unit="seconds"
                numeric
                wrong={typed => (isBetween(typed, 5, 3600) ? undefined : 'From 5 to 3,600 seconds.')}
                onSave={typed => change({ pollSeconds: Number(typed) })}
              />
            </Card>
          </SettingsSection>
        ) : null}
        {desktop ? (
          <SettingsSection id="computer" title="This computer">
            <Card flush>
              <SwitchRow
                title="Start when you sign in"
                note="So that devices are watched from the beginning."
                checked={settings.startAtLogin}
                onChange={startAtLogin => change({ startAtLogin })}
              />
              <SwitchRow
                title="Keep running when the window is closed"
                note="MycoPod stays beside the clock and goes on watching."
                checked={settings.closeToTray}
                onChange={closeToTray => change({ closeToTray })}
              />
            </Card>
          </SettingsSection>
        ) : null}
        <SettingsSection id="you" title="You and your lab">
          <Card flush>
            <TypedSetting
              title="Your name"
              note="Stands beside what you do in Activity."
              value={settings.personName}
              wrong={nameProblem}
              onSave={personName => change({ personName })}
            />
            <TypedSetting
              title="Name of your lab"
              note="Stands at the foot of the list at the left."
              value={settings.labName}
              wrong={nameProblem}
              onSave={labName => change({ labName })}
            />
            {advanced ? (
              <TypedSetting
                title="Keep the activity for"
                note="What is older moves to files in the data folder, where it can still be checked."
                value={String(settings.auditKeptDays)}
                unit="days"
                numeric
                wrong={typed => (isBetween(typed, 30, 3650) ? undefined : 'From 30 to 3,650 days.')}
                onSave={typed => change({ auditKeptDays: Number(typed) })}
              />
            ) : null}
          </Card>
        </SettingsSection>
        <AboutSection info={info} />
      </div>
    </div>
  )
}

const key = api.system.settings.queryKey()

function changedBy(settings: Settings, { notifications: told, ...patch }: SettingsPatch): Settings {
  return Object.assign({}, settings, patch, { notifications: { ...settings.notifications, ...told } })
}

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

const notifications = [
  { key: 'finished', title: 'Work is finished', note: 'An app is deployed, updated or removed.' },
  { key: 'failed', title: 'Work did not succeed', note: 'With what helps.' },
  { key: 'devices', title: 'A device stops answering', note: 'And when it is back.' },
  { key: 'drift', title: 'Something is not as you declared it', note: 'And when it is put back by itself, or cannot be.' },
] as const

function DepthSection({ depth, onChange }: { readonly depth: Settings['depth']; readonly onChange: (depth: Settings['depth']) => void }) {
  return (
    <SettingsSection id="depth" title="How much to show" sentence="You can look deeper on any screen without changing this.">
      <RadioRows label="How much to show" value={depth} onValueChange={onChange} className="grid! grid-cols-3 gap-3">
        <ChoiceCard value="basic" title="Basic">
          Plain words only. What runs, where, and whether it is well.
        </ChoiceCard>
        <ChoiceCard value="advanced" title="Advanced">
          Also keys, ports, scores and the files MycoPod writes.
        </ChoiceCard>
        <ChoiceCard value="expert" title="Expert">
          Also change those files by hand, checked before use.
        </ChoiceCard>
      </RadioRows>
    </SettingsSection>
  )
}

function SwitchRow({
  title,
  note,
  checked,
  onChange,
}: {
  readonly title: string
  readonly note: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  return (
    <CardRow title={title} note={note}>
      <Switch aria-label={title} checked={checked} onCheckedChange={onChange} />
    </CardRow>
  )
}

function isBetween(typed: string, least: number, most: number): boolean {
  return /^\d{1,4}$/.test(typed) && Number(typed) >= least && Number(typed) <= most
}

function nameProblem(typed: string): string | undefined {
  if (typed === '') return 'A name has at least one letter.'
  return typed.length > 40 ? 'A name has 40 letters at most.' : undefined
}
