import { Button } from '../ui/button.tsx'
import { Logo } from '../ui/logo.tsx'
import { strings } from './strings.ts'

export interface NothingOpenProps {
  readonly onAddContact: () => void
  readonly onMyAddress: () => void
}

export function NothingOpen({ onAddContact, onMyAddress }: NothingOpenProps) {
  return (
    <div className="nothing-open">
      <Logo size={72} />
      <p>{strings.nothingOpen.text}</p>
      <div className="button-row">
        <Button kind="quiet" onClick={onAddContact}>
          {strings.nothingOpen.add}
        </Button>
        <Button kind="quiet" onClick={onMyAddress}>
          {strings.nothingOpen.address}
        </Button>
      </div>
    </div>
  )
}
