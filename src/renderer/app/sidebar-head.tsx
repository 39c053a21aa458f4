import { ConnectionIndicator } from '../features/network/connection-indicator.tsx'
import { ApiError, errorText } from '../state/api-error.ts'
import { useAppState, useProfile } from '../state/context.ts'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { AddPersonIcon, LockIcon, MoreIcon, NetworkIcon, QrIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToast } from '../ui/toast.tsx'
import type { Route } from './route.ts'
import { strings } from './strings.ts'

export interface SidebarHeadProps {
  readonly onAddContact: () => void
  readonly onRoute: (route: Route) => void
}

/** Who I am, how I am connected, and what I can do. */
export function SidebarHead({ onAddContact, onRoute }: SidebarHeadProps) {
  const { lock } = useAppState()
  const profile = useProfile()
  const toast = useToast()
  const name = profile?.displayName ?? ''

  const lockNow = async () => {
    try {
      await lock()
    } catch (error) {
      const open = error instanceof ApiError && error.code === 'conflict'
      toast(open ? strings.lockFailed.conflict : errorText(error), 'bad')
    }
  }

  return (
    <header className="shell-head">
      <h1 className="visually-hidden">{strings.name}</h1>
      <Avatar id={profile?.id ?? ''} name={name} size={40} />
      <div className="shell-me">
        <p className="shell-name">{name}</p>
        <ConnectionIndicator onOpen={() => onRoute({ name: 'network' })} />
      </div>
      <IconButton label={strings.addContact} aria-keyshortcuts="Control+N Meta+N" onClick={onAddContact}>
        <AddPersonIcon />
      </IconButton>
      <Menu
        label={strings.menu.label}
        icon={<MoreIcon />}
        items={[
          {
            label: strings.menu.address,
            icon: <QrIcon size={18} />,
            onSelect: () => onRoute({ name: 'my-address' }),
          },
          { label: strings.menu.add, icon: <AddPersonIcon size={18} />, onSelect: onAddContact },
          {
            label: strings.menu.connection,
            icon: <NetworkIcon size={18} />,
            onSelect: () => onRoute({ name: 'network' }),
          },
          { label: strings.menu.lock, icon: <LockIcon size={18} />, onSelect: () => void lockNow() },
        ]}
      />
    </header>
  )
}
