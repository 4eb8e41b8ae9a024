import { Button } from '../../ui/button.tsx'
import { MessagePanel } from '../../ui/message-panel.tsx'
import { ComparedText } from './compared-text.tsx'

/** Somebody else kept another text while this one was written: both are shown, and one is chosen. */
export function ChangedMeanwhile({
  mine,
  theirs,
  onSettle,
}: {
  readonly mine: string
  readonly theirs: string
  readonly onSettle: (take: 'mine' | 'theirs') => void
}) {
  return (
    <MessagePanel
      tone="warn"
      title="The text was changed meanwhile"
      className="mx-4 mb-3"
      actions={
        <>
          <Button onClick={() => onSettle('mine')}>Go on with mine</Button>
          <Button onClick={() => onSettle('theirs')}>Take the other one</Button>
        </>
      }
    >
      <p className="my-1">Struck through is what only the other one has, coloured what only yours has.</p>
      <div className="max-h-48 overflow-y-auto">
        <ComparedText from={theirs} to={mine} />
      </div>
    </MessagePanel>
  )
}
