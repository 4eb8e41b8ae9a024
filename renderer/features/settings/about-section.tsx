import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import type { SystemInfo } from '../../../shared/model/settings.ts'
import { problemFrom } from '../../lib/errors.ts'
import { formatMoment } from '../../lib/format.ts'
import { useDepth } from '../../lib/look.ts'
import { useNow } from '../../lib/now.ts'
import { api, queryClient } from '../../lib/query.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardRow } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { SettingsSection } from './settings-section.tsx'

/** Which MycoPod this is, where its data is, and the way out of the demo. */
export function AboutSection({ info }: { readonly info: SystemInfo }) {
  const { shows } = useDepth()
  const now = useNow()
  const navigate = useNavigate()
  const leave = useMutation(
    api.system.leaveDemo.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries()
        await navigate('/')
      },
    }),
  )
  return (
    <SettingsSection id="about" title="About">
      <Card flush>
        <CardRow title={`MycoPod ${info.version}`} note={`Running since ${formatMoment(info.startedAt, now)}.`} />
        {shows('advanced') ? (
          <CardRow title="Data folder" note={<span className="mono break-all">{info.dataDir}</span>}>
            <CopyButton text={info.dataDir} label="Copy the folder" />
          </CardRow>
        ) : null}
        {info.demo ? (
          <CardRow title="Demo homelab" note="Nothing here is real. Leaving forgets everything in it.">
            <Button pending={leave.isPending ? 'Leaving' : undefined} onClick={() => leave.mutate(undefined)}>
              Leave the demo
            </Button>
          </CardRow>
        ) : null}
      </Card>
      {leave.error === null ? null : (
        <ErrorPanel className="mt-2" problem={problemFrom(leave.error)} onFix={() => leave.mutate(undefined)} />
      )}
    </SettingsSection>
  )
}
