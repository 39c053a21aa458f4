import { useNetwork } from '../../state/context.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Pane } from '../../ui/pane.tsx'
import { useReach } from './network-words.ts'
import { strings } from './strings.ts'
import { TechnicalDetails } from './technical-details.tsx'
import './network.css'

export function NetworkPage({ onBack }: { onBack: () => void }) {
  const network = useNetwork()
  const reach = useReach()
  return (
    <Pane title={strings.title} backLabel={strings.back} onBack={onBack}>
      <div className="network-now">
        <span className="connection-dot network-now-dot" data-reach={reach} />
        <div>
          <h2 className="network-state">{strings.states[reach]}</h2>
          <p className="network-explain">{strings.explain[reach]}</p>
        </div>
      </div>
      {network && (
        <>
          <dl className="facts">
            <div>
              <dt>{strings.facts.contacts}</dt>
              <dd>{network.contactsOnline}</dd>
            </div>
            <div>
              <dt>{strings.facts.local}</dt>
              <dd>{network.mdns ? strings.facts.localOn : strings.facts.localOff}</dd>
            </div>
          </dl>
          <Disclosure summary={strings.technical}>
            <TechnicalDetails network={network} />
          </Disclosure>
        </>
      )}
    </Pane>
  )
}
