import { useState } from 'react'
import type { NetworkStatus } from '#contract/api/network.ts'
import { errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CopyIcon } from '../../ui/icons.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { strings } from './strings.ts'

function Address({ text }: { text: string }) {
  const copy = useCopy()
  return (
    <li className="network-address">
      <code>{text}</code>
      <IconButton
        label={strings.copyAddress(text)}
        onClick={() => void copy(text, { done: strings.copied, failed: strings.copyFailed })}
      >
        <CopyIcon size={18} />
      </IconButton>
    </li>
  )
}

export function TechnicalDetails({ network }: { network: NetworkStatus }) {
  return (
    <>
      <div>
        <h3 className="network-label">{strings.listening}</h3>
        {network.listening.length === 0 && <p>{strings.listeningNone}</p>}
        <ul className="network-addresses">
          {network.listening.map((text) => (
            <Address key={text} text={text} />
          ))}
        </ul>
      </div>
      <div>
        <h3 className="network-label">{strings.peerId}</h3>
        <ul className="network-addresses">
          <Address text={network.peerId} />
        </ul>
      </div>
      <p className="network-peers">
        {strings.peers}: {network.peers}
      </p>
      <Dial />
    </>
  )
}

function Dial() {
  const { client } = useAppState()
  const toast = useToast()
  const [multiaddr, setMultiaddr] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)

  const dial = async () => {
    if (busy || multiaddr.trim() === '') return
    setBusy(true)
    setError('')
    try {
      await client.request('network.dial', { multiaddr: multiaddr.trim() })
      setMultiaddr('')
      toast(strings.dialed)
    } catch (failure) {
      setError(errorText(failure))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      className="network-dial"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void dial()
      }}
    >
      <Field
        label={strings.dial}
        hint={strings.dialHint}
        placeholder={strings.dialPlaceholder}
        error={error}
        maxLength={512}
        value={multiaddr}
        onChange={(event) => {
          setMultiaddr(event.target.value)
          setError('')
        }}
      />
      <div>
        <Button type="submit" busy={busy} disabled={multiaddr.trim() === ''}>
          {strings.dialSubmit}
        </Button>
      </div>
    </form>
  )
}
