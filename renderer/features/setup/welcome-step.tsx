import { HardDriveDownload, KeyRound, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardRow } from '../../ui/card.tsx'
import { Glyph } from '../../ui/glyph.tsx'
import { SetupFrame } from './setup-frame.tsx'

/** Says what will happen and what is needed for it. */
export function WelcomeStep({ aside, onNext }: { readonly aside: ReactNode; readonly onNext: () => void }) {
  return (
    <SetupFrame
      step="welcome"
      title="Welcome to MycoPod"
      sentence="It puts apps on your own devices and keeps an eye on them, one device to begin with."
      aside={aside}
      footer={
        <>
          <span className="mr-2 ml-auto text-muted-foreground text-xs">Nothing is changed until you say so</span>
          <Button variant="primary" size="lg" onClick={onNext}>
            Find your device
          </Button>
        </>
      }
    >
      <Card flush className="mt-6">
        <CardRow
          icon={
            <Glyph size="md">
              <HardDriveDownload />
            </Glyph>
          }
          title="A device that is switched on"
          note="A small computer, an old laptop, a server or a Raspberry Pi with Linux, on the same network as this computer."
        />
        <CardRow
          icon={
            <Glyph size="md">
              <KeyRound />
            </Glyph>
          }
          title="Its user and password"
          note="The ones you chose when you set it up. A security key works too."
        />
        <CardRow
          icon={
            <Glyph size="md">
              <ShieldCheck />
            </Glyph>
          }
          title="Everything stays at home"
          note="MycoPod talks to your devices directly. It needs no account, and passwords are stored encrypted on this computer."
        />
      </Card>
    </SetupFrame>
  )
}
