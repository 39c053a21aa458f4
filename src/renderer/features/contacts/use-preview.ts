import { useEffect, useState } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import { personTitle } from '../../lib/person.ts'
import { ApiError, errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { strings } from './strings.ts'

const CHECK_AFTER_MS = 250

export interface Preview {
  readonly state: 'empty' | 'checking' | 'usable' | 'unusable'
  readonly words: string
}

const empty: Preview = { state: 'empty', words: '' }

function known(contact: Contact): Preview {
  const name = personTitle(contact)
  switch (contact.state) {
    case 'pending':
      return { state: 'usable', words: strings.add.asked(name) }
    case 'requested':
      return { state: 'unusable', words: strings.add.waiting(name) }
    case 'accepted':
      return { state: 'unusable', words: strings.add.known(name) }
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
        show(answer.known ? known(answer.known) : { state: 'usable', words: strings.add.fresh })
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
