import { useMutation } from '@tanstack/react-query'
import { ExternalLink, FileText, Play, RotateCw, Square, Trash2 } from 'lucide-react'
import { useNavigate } from 'react-router'
import type { Problem } from '../../../shared/errors/problem.ts'
import type { AppView } from '../../../shared/model/app.ts'
import { client } from '../../lib/client.ts'
import { problemFrom } from '../../lib/errors.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import { showToast } from '../../ui/toast.tsx'

type Verb = 'start' | 'stop' | 'restart'

const started: Readonly<Record<Verb, string>> = { start: 'Starting', stop: 'Stopping', restart: 'Restarting' }

/** What can be done with an app at once, and what went wrong with the last of it. */
export interface AppActs {
  readonly act: (app: AppView, verb: Verb) => void
  readonly problem: Problem | undefined
  readonly retry: () => void
  readonly items: (app: AppView) => readonly MenuItem[]
}

/** Starts, stops and restarts apps, and lists these acts for menus; removing is asked first by whoever shows the menu. */
export function useAppActs(onRemove: (app: AppView) => void): AppActs {
  const navigate = useNavigate()
  const change = useMutation({
    mutationFn: ({ app, verb }: { readonly app: AppView; readonly verb: Verb }) => client.apps[verb]({ app: app.name }),
    onSuccess: ({ job }, { app, verb }) =>
      showToast({ title: `${started[verb]} ${app.title}.`, tone: 'plain', steps: [{ label: 'Show progress', to: `/activity/${job}` }] }),
  })
  const act: AppActs['act'] = (app, verb) => change.mutate({ app, verb })
  return {
    act,
    problem: change.error === null ? undefined : problemFrom(change.error),
    retry: () => {
      if (change.variables !== undefined) change.mutate(change.variables)
    },
    items: app => {
      const busy = app.job !== undefined
      const off = app.state === 'stopped' || app.state === 'missing'
      return [
        ...(app.url === undefined || off
          ? []
          : [{ label: 'Open', icon: <ExternalLink />, onSelect: () => void window.open(app.url, '_blank', 'noreferrer') }]),
        { label: 'Show its page', icon: <FileText />, onSelect: () => void navigate(`/apps/${app.name}`) },
        { label: 'Logs', icon: <FileText />, onSelect: () => void navigate(`/apps/${app.name}/logs`) },
        ...(off
          ? [{ label: 'Start', icon: <Play />, disabled: busy, group: true, onSelect: () => act(app, 'start') }]
          : [
              { label: 'Restart', icon: <RotateCw />, disabled: busy, group: true, onSelect: () => act(app, 'restart') },
              { label: 'Stop', icon: <Square />, disabled: busy, onSelect: () => act(app, 'stop') },
            ]),
        { label: 'Remove', icon: <Trash2 />, danger: true, disabled: busy, group: true, onSelect: () => onRemove(app) },
      ]
    },
  }
}
