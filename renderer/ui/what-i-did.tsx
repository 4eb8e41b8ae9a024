import { useState } from 'react'
import type { WhatIDid } from '../../shared/model/job.ts'
import { formatClock } from '../lib/format.ts'
import { CopyableCode, FileView } from './copyable-code.tsx'
import { Tabs } from './tabs.tsx'

type Part = 'files' | 'commands' | 'calls' | 'undone'

/** Everything a job wrote and ran, secrets masked: files, commands, calls and what was undone. */
export function WhatIDidView({ did }: { readonly did: WhatIDid }) {
  const commands = did.deeds.flatMap(({ at, deed }) => (deed.kind === 'command' ? [{ at, deed }] : []))
  const calls = did.deeds.flatMap(({ at, deed }) => (deed.kind === 'api' ? [{ at, deed }] : []))
  const [part, setPart] = useState<Part>(did.files.length > 0 ? 'files' : 'commands')
  const none = <p className="py-4 text-muted-foreground">None.</p>
  return (
    <Tabs<Part>
      label="What I did"
      value={part}
      onValueChange={setPart}
      tabs={[
        {
          value: 'files',
          label: 'Files',
          count: did.files.length,
          content:
            did.files.length === 0
              ? none
              : did.files.map((file, index) => (
                  <section key={`${file.path} ${String(index)}`} className="mt-3">
                    <h3 className="mb-1.5 text-muted-foreground text-xs">
                      <span className="mono text-foreground">{file.path}</span> on {file.device}, rights {file.mode}
                    </h3>
                    <FileView label={file.path} text={file.content} />
                  </section>
                )),
        },
        {
          value: 'commands',
          label: 'Commands',
          count: commands.length,
          content:
            commands.length === 0
              ? none
              : commands.map(({ at, deed }, index) => (
                  <section key={`${at} ${String(index)}`} className="mt-3">
                    <h3 className="mb-1 text-muted-foreground text-xs tabular-nums">
                      {formatClock(at)} on {deed.device}
                      {deed.asRoot ? ', as root' : ''}
                      {deed.exitCode === undefined ? '' : `, ended with ${deed.exitCode}`}
                    </h3>
                    <CopyableCode text={deed.command} label="command" />
                  </section>
                )),
        },
        {
          value: 'calls',
          label: 'Calls',
          count: calls.length,
          content:
            calls.length === 0 ? (
              none
            ) : (
              <ul className="mt-3 flex flex-col gap-1">
                {calls.map(({ at, deed }, index) => (
                  <li key={`${at} ${String(index)}`} className="break-all text-xs">
                    <span className="text-muted-foreground tabular-nums">
                      {formatClock(at)} {deed.device}
                    </span>{' '}
                    <span className="mono">{deed.call}</span>
                  </li>
                ))}
              </ul>
            ),
        },
        {
          value: 'undone',
          label: 'Undone',
          count: did.undone.length,
          content:
            did.undone.length === 0 ? (
              <p className="py-4 text-muted-foreground">Nothing was undone.</p>
            ) : (
              <ol className="mt-3 flex flex-col gap-1">
                {did.undone.map((undo, index) => (
                  <li key={`${undo.title} ${String(index)}`} className="flex justify-between gap-4">
                    <span>{undo.title}</span>
                    <span className="text-muted-foreground text-xs">{undo.result}</span>
                  </li>
                ))}
              </ol>
            ),
        },
      ]}
    />
  )
}
