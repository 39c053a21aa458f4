import { useEffect, useState } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import { neverReached, personTitle } from '../../lib/person.ts'
import { ApiError, errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { strings } from './strings.ts'

const CHECK_AFTER_MS = 250

export interface Preview {
  readonly state: 'empty' | 'checking' | 'usable' | 'unusable'
  readonly words: string
  /** Somebody known, of whom only the network address is taken. */
  readonly moved?: Contact
}

const empty: Preview = { state: 'empty', words: '' }

function known(contact: Contact, hints: number): Preview {
  const name = personTitle(contact)
  const moved = (words: string): Preview =>
    hints > 0
      ? { state: 'usable', words: strings.add.moved(words), moved: contact }
      : { state: 'unusable', words }
  switch (contact.state) {
    case 'pending':
      return { state: 'usable', words: strings.add.asked(name) }
    case 'requested':
      return moved(neverReached(contact) ? strings.add.unreached(name) : strings.add.waiting(name))
    case 'accepted':
      return moved(strings.add.known(name))
    case 'blocked':
      return { state: 'unusable', words: strings.add.blocked(name) }
  }
}

/** Says who an address leads to, as far as this computer knows. Nothing leaves it. */
export function usePreview(address: string): Preview {
  const { client } = useAppState()
  const [found, setFound] = useState<{ address: string; preview: Preview }>({ address: '', preview: empty })

  useEffect(() => {
    if (address === '') return undefined
    let current = true
    const show = (preview: Preview) => current && setFound({ address, preview })
    const check = async () => {
      try {
        const answer = await client.request('contacts.preview', { address })
        show(answer.known ? known(answer.known, answer.hints) : { state: 'usable', words: strings.add.fresh })
      } catch (error) {
        const own = error instanceof ApiError && error.code === 'own-address'
        show({ state: 'unusable', words: own ? strings.add.own : errorText(error) })
      }
    }
    const timer = setTimeout(() => void check(), CHECK_AFTER_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [address, client])

  if (address === '') return empty
  return found.address === address ? found.preview : { state: 'checking', words: strings.add.checking }
}
