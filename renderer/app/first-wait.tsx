import { Waiting } from '../ui/bones.tsx'
import { Mark } from '../ui/mark.tsx'

/** What the window shows until MycoPod has answered for the first time. */
export function FirstWait() {
  return (
    <main className="grid h-full place-items-center">
      <Waiting label="Connecting to MycoPod">
        <div className="grid justify-items-center gap-3 text-muted-foreground">
          <Mark className="size-10 text-primary" />
          <p>Connecting to MycoPod</p>
        </div>
      </Waiting>
    </main>
  )
}
