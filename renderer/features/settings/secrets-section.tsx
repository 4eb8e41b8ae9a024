import { KeyRound, Lock, MemoryStick } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SystemInfo } from '../../../shared/model/settings.ts'
import { formatNumberOf } from '../../lib/format.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardRow } from '../../ui/card.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { SettingsSection } from './settings-section.tsx'

const stores: Readonly<Record<SystemInfo['secrets']['store'], { readonly title: string; readonly icon: ReactNode }>> = {
  keychain: { title: 'Keychain of this computer', icon: <KeyRound /> },
  file: { title: 'Encrypted file', icon: <Lock /> },
  memory: { title: 'Memory of this computer', icon: <MemoryStick /> },
}

/** Where passwords and keys are kept, and why there. */
export function SecretsSection({ secrets }: { readonly secrets: SystemInfo['secrets'] }) {
  const { title, icon } = stores[secrets.store]
  return (
    <SettingsSection
      id="secrets"
      title="Where secrets are kept"
      sentence="Passwords, keys and tokens never stand in the database, the logs or the exports."
    >
      <Card flush>
        <CardRow
          icon={
            <Glyph size="md" accent>
              {icon}
            </Glyph>
          }
          title={title}
          note={`${sentence(secrets.because)} ${formatNumberOf(secrets.count, 'secret')} kept.`}
        >
          <Badge tone="ok">In use</Badge>
        </CardRow>
      </Card>
    </SettingsSection>
  )
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?]$/.test(begun) ? begun : `${begun}.`
}
