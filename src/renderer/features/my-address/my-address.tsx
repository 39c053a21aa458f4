import { useEffect, useMemo } from 'react'
import { renderSVG } from 'uqr'
import { useAppState, useProfile } from '../../state/context.ts'
import { Button } from '../../ui/button.tsx'
import { CopyIcon, LinkIcon } from '../../ui/icons.tsx'
import { Pane } from '../../ui/pane.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { strings } from './strings.ts'
import './my-address.css'

/** Modules of quiet zone around a QR code, as its standard asks for. */
const QUIET_ZONE = 4

export function MyAddress({ onBack }: { onBack: () => void }) {
  const { refreshProfile } = useAppState()
  const profile = useProfile()
  const copy = useCopy()
  const address = profile?.address ?? ''
  const image = useMemo(() => {
    const svg = renderSVG(address, { ecc: 'M', border: QUIET_ZONE, blackColor: '#000', whiteColor: '#fff' })
    return `data:image/svg+xml,${encodeURIComponent(svg)}`
  }, [address])

  // The link names where this computer listens now, which changes with its network.
  useEffect(() => {
    refreshProfile().catch(() => undefined)
  }, [refreshProfile])

  if (!profile) return null
  return (
    <Pane title={strings.title} backLabel={strings.back} onBack={onBack}>
      <p className="my-address-lead">{strings.lead}</p>
      <div className="my-address-card">
        <img className="my-address-qr" src={image} alt={strings.qr} />
        <p className="my-address-name">{profile.displayName}</p>
        <p className="my-address-text" aria-label={strings.address}>
          {profile.address}
        </p>
        <div className="button-row my-address-actions">
          <Button
            kind="primary"
            icon={<LinkIcon size={18} />}
            onClick={() => void copy(profile.link, { done: strings.copiedLink, failed: strings.copyFailed })}
          >
            {strings.copyLink}
          </Button>
          <Button
            icon={<CopyIcon size={18} />}
            onClick={() =>
              void copy(profile.address, { done: strings.copiedAddress, failed: strings.copyFailed })
            }
          >
            {strings.copyAddress}
          </Button>
        </div>
      </div>
      <ul className="my-address-facts">
        {strings.facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </Pane>
  )
}
