import { useMutation, useQuery } from '@tanstack/react-query'
import {
  Activity,
  Columns3,
  Diff,
  Download,
  ExternalLink,
  FilePenLine,
  LayoutGrid,
  Monitor,
  Plus,
  RotateCw,
  Server,
  SquareTerminal,
} from 'lucide-react'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { problemFrom } from '../lib/errors.ts'
import { formatMoment } from '../lib/format.ts'
import { guestAddress } from '../lib/guest-address.ts'
import { outcomeOf, titleOf } from '../lib/job-words.ts'
import { api } from '../lib/query.ts'
import type { PaletteCommand } from '../ui/command-palette.tsx'
import { showToast } from '../ui/toast.tsx'

/** From so many apps on, only their pages are offered, so that typing stays quick. */
const manyApps = 60
const recentJobs = 8

/** What can be opened or done with every app, device, guest, recipe and recent job of the lab. */
export function usePaletteCommands(): readonly PaletteCommand[] {
  const navigate = useNavigate()
  const apps = useQuery(api.apps.list.queryOptions()).data
  const devices = useQuery(api.devices.list.queryOptions()).data
  const recipes = useQuery(api.catalog.list.queryOptions()).data
  const clusters = useQuery(api.proxmox.list.queryOptions()).data
  const guests = useQuery(api.proxmox.guests.queryOptions({ input: {} })).data
  const jobs = useQuery(api.jobs.list.queryOptions({ input: { limit: recentJobs } })).data
  const { mutate: restart } = useMutation(
    api.apps.restart.mutationOptions({
      onSuccess: ({ job }, { app }) =>
        showToast({ title: `Restarting ${app}.`, tone: 'plain', steps: [{ label: 'Show progress', to: `/activity/${job}` }] }),
      onError: (error, { app }) => {
        showToast({ title: problemFrom(error).title, tone: 'warn' })
        void navigate(`/apps/${app}`)
      },
    }),
  )
  return useMemo(() => {
    const go = (to: string) => () => void navigate(to)
    const ofApps = (apps ?? []).flatMap((app): readonly PaletteCommand[] => {
      const group = (apps ?? []).length > manyApps ? 'Apps' : `${app.title}, on ${app.device}`
      const page = {
        id: `app ${app.name}`,
        group,
        label: app.title,
        note: `Its page, on ${app.device}`,
        icon: <LayoutGrid />,
        run: go(`/apps/${app.name}`),
      }
      if ((apps ?? []).length > manyApps) return [page]
      const { url } = app
      return [
        ...(url === undefined
          ? []
          : [
              {
                id: `open ${app.name}`,
                group,
                label: `Open ${app.title}`,
                note: url,
                icon: <ExternalLink />,
                run: () => void window.open(url, '_blank', 'noreferrer'),
              },
            ]),
        page,
        {
          id: `logs ${app.name}`,
          group,
          label: `Show the logs of ${app.title}`,
          icon: <SquareTerminal />,
          run: go(`/apps/${app.name}/logs`),
        },
        {
          id: `restart ${app.name}`,
          group,
          label: `Restart ${app.title}`,
          note: 'Nobody can use it for a moment',
          icon: <RotateCw />,
          run: () => restart({ app: app.name }),
        },
      ]
    })
    return [
      ...ofApps,
      {
        id: 'say what you want',
        group: 'Declare',
        label: 'Say what you want',
        note: 'In plain words, and see what would happen',
        icon: <FilePenLine />,
        run: go('/declare'),
      },
      {
        id: 'see what differs',
        group: 'Declare',
        label: 'See what differs',
        note: 'Where the homelab is not as you wanted it',
        icon: <Diff />,
        run: go('/declare'),
      },
      ...(devices ?? []).map(device => ({
        id: `device ${device.name}`,
        group: 'Devices',
        label: device.name,
        note: device.facts?.model ?? device.facts?.os.name,
        icon: <Server />,
        run: go(`/devices/${device.name}`),
      })),
      ...(guests ?? []).map(guest => ({
        id: `guest ${guest.cluster} ${guest.vmid}`,
        group: 'Guests',
        label: guest.name,
        note: `${guest.template ? 'Template' : guest.state === 'running' ? 'Running' : 'Not running'} on ${guest.node}`,
        keywords: [String(guest.vmid), ...guest.tags],
        icon: guest.type === 'vm' ? <Monitor /> : <Columns3 />,
        run: go(guestAddress(guest)),
      })),
      ...((clusters ?? []).length === 0
        ? []
        : [
            {
              id: 'new guest',
              group: 'Proxmox',
              label: 'New guest',
              note: 'A small Linux machine or a full one',
              icon: <Plus />,
              run: go('/proxmox?open=new'),
            },
          ]),
      {
        id: 'add proxmox',
        group: 'Proxmox',
        label: 'Add Proxmox',
        note: 'A node or a cluster',
        icon: <Plus />,
        run: go('/proxmox?open=add'),
      },
      ...(recipes ?? []).map(recipe => ({
        id: `deploy ${recipe.slug}`,
        group: 'Deploy',
        label: `Deploy ${recipe.name}`,
        note: recipe.summary,
        icon: <Download />,
        run: go(`/apps/deploy/${recipe.slug}`),
      })),
      ...(jobs ?? []).map(job => ({
        id: `job ${job.id}`,
        group: 'In the activity',
        label: titleOf(job),
        note: `${outcomeOf(job).word}, ${formatMoment(job.createdAt, Date.now())}`,
        icon: <Activity />,
        run: go(`/activity/${job.id}`),
      })),
    ]
  }, [apps, devices, guests, clusters, recipes, jobs, navigate, restart])
}
