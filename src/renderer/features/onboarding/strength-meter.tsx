import { useEffect, useState } from 'react'
import { passphraseStrength, type Strength } from '../../lib/strength.ts'
import { strings } from './strings.ts'
import './strength-meter.css'

const AFTER_MS = 120

/** An honest estimate of how long guessing would take; nothing until the estimator is loaded. */
export function StrengthMeter({ passphrase, name }: { passphrase: string; name: string }) {
  const [strength, setStrength] = useState<Strength | null>(null)

  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      passphraseStrength(passphrase, name === '' ? [] : [name])
        .then((found) => current && setStrength(found))
        // Without the estimator there is no estimate: rather none than a wrong one.
        .catch(() => current && setStrength(null))
    }, AFTER_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [passphrase, name])

  if (strength === null) return null
  return (
    <div className="strength" data-strength={strength}>
      <div className="strength-bars" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} data-on={strength >= bar || undefined} />
        ))}
      </div>
      <p role="status">
        <span className="visually-hidden">{strings.strength.label}: </span>
        {strings.strength.words[strength]}
        {strength < 3 && <span className="strength-tip">. {strings.strength.tip}</span>}
      </p>
    </div>
  )
}
