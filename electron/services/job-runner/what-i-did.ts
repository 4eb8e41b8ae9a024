import type { Deed, JobEvent, JobView, WhatIDid } from '../../../shared/model/job.ts'

type FileDeed = Extract<Deed, { kind: 'file' }>

/** All that a job ran and wrote, from its events: each file as it was written last, commands and calls in order. */
export function whatWasDone(view: JobView, events: readonly JobEvent[]): WhatIDid {
  const deeds = events.flatMap(event => (event.type === 'did' ? [{ at: event.at, step: event.step, deed: event.deed }] : []))
  const files = new Map<string, FileDeed>()
  for (const { deed } of deeds) if (deed.kind === 'file') files.set(`${deed.device}\n${deed.path}`, deed)
  return {
    job: view.id,
    title: view.title,
    files: [...files.values()].map(({ device, path, mode, content }) => ({ device, path, mode, content })),
    deeds,
    undone: view.undos
      .filter(undo => undo.status !== 'registered')
      .map(undo => ({ title: undo.title, result: undo.status }))
      .reverse(),
  }
}
