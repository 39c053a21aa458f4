import { useEffect, useRef, useState } from 'react'
import { AddContact } from '../features/contacts/add-contact.tsx'
import { ConversationList } from '../features/conversations/conversation-list.tsx'
import { MyAddress } from '../features/my-address/my-address.tsx'
import { NetworkPage } from '../features/network/network-page.tsx'
import { useAppState, useConversations, useSession } from '../state/context.ts'
import { Banner } from '../ui/banner.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Conversation } from './conversation.tsx'
import { NothingOpen } from './nothing-open.tsx'
import { home, type Route } from './route.ts'
import { SidebarHead } from './sidebar-head.tsx'
import { strings } from './strings.ts'
import { useShortcuts } from './use-shortcuts.ts'
import './shell.css'

/** Two panes side by side, or one at a time where there is no room for both. */
export function Shell() {
  const { conversations } = useAppState()
  const { connected } = useSession()
  const { items } = useConversations()
  const [route, setRoute] = useState<Route>(home)
  const [adding, setAdding] = useState(false)
  const [awaited, setAwaited] = useState<string | null>(null)
  const add = () => setAdding(true)
  const back = () => setRoute(home)
  const open = (conversationId: string) => setRoute({ name: 'thread', conversationId })

  // On the way back the focus goes to the list, unless it is somewhere already.
  const list = useRef<HTMLElement>(null)
  const visited = useRef(false)
  useEffect(() => {
    if (route.name !== 'home') visited.current = true
    else if (visited.current && document.activeElement === document.body) {
      const row = list.current?.querySelector<HTMLElement>('[data-conversation][tabindex="0"]')
      const target = row ?? list.current?.querySelector('button')
      target?.focus()
    }
  }, [route.name])

  const unread = items.reduce((sum, conversation) => sum + conversation.unread, 0)
  useEffect(() => {
    document.title = strings.title(unread)
  }, [unread])

  useShortcuts({ onAddContact: add })

  // The conversation of a new contact comes by event, perhaps after the answer that made it.
  const arrived = awaited && items.find(({ contactId }) => contactId === awaited)
  if (arrived) {
    setAwaited(null)
    open(arrived.id)
  }

  const pages: Record<Route['name'], () => React.ReactNode> = {
    home: () => <NothingOpen onAddContact={add} onMyAddress={() => setRoute({ name: 'my-address' })} />,
    thread: () =>
      route.name === 'thread' && (
        <Conversation key={route.conversationId} conversationId={route.conversationId} onBack={back} />
      ),
    'my-address': () => <MyAddress onBack={back} />,
    network: () => <NetworkPage onBack={back} />,
  }

  return (
    <main className="shell" data-page={route.name}>
      <section ref={list} className="shell-list" aria-label={strings.sidebar}>
        <SidebarHead onAddContact={add} onRoute={setRoute} />
        <ConversationList
          selected={route.name === 'thread' ? route.conversationId : null}
          onOpen={open}
          onAddContact={add}
          onMyAddress={() => setRoute({ name: 'my-address' })}
        />
      </section>
      <div className="shell-page">
        {!connected && (
          <div className="shell-lost">
            <Banner tone="warn" icon={<Spinner />} role="status">
              {strings.lost}
            </Banner>
          </div>
        )}
        {pages[route.name]()}
      </div>
      {adding && (
        <AddContact
          onClose={() => setAdding(false)}
          onAdded={(contact) => {
            setAdding(false)
            setAwaited(contact.id)
            conversations.refresh().catch(() => undefined)
          }}
        />
      )}
    </main>
  )
}
