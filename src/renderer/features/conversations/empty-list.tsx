import { Button } from '../../ui/button.tsx'
import { AddPersonIcon, QrIcon } from '../../ui/icons.tsx'
import { strings } from './strings.ts'

export interface EmptyListProps {
  readonly onAddContact: () => void
  readonly onMyAddress: () => void
}

export function EmptyList({ onAddContact, onMyAddress }: EmptyListProps) {
  return (
    <div className="conversations-empty">
      <h2>{strings.empty.title}</h2>
      <p>{strings.empty.text}</p>
      <Button kind="primary" icon={<AddPersonIcon size={18} />} onClick={onAddContact}>
        {strings.empty.add}
      </Button>
      <Button icon={<QrIcon size={18} />} onClick={onMyAddress}>
        {strings.empty.address}
      </Button>
    </div>
  )
}
