import { useEffect, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { strings } from './strings.ts'

type Policy = Output<'profile.policy'>

export interface IdentityValues {
  readonly name: string
  readonly passphrase: string
  readonly repeat: string
}

type Errors = Partial<Record<keyof IdentityValues, string>>

export interface IdentityForm {
  readonly policy: Policy | null
  readonly values: IdentityValues
  readonly errors: Errors
  /** What went wrong with the whole. */
  readonly failure: string
  readonly busy: boolean
  set(change: Partial<IdentityValues>): void
  /** Checks the fields, then runs `action` with what the contract takes. */
  submit(action: (input: { displayName: string; passphrase?: string }) => Promise<void>): Promise<void>
}

function check(values: IdentityValues, policy: Policy): Errors {
  const errors: Errors = {}
  if (values.name.trim() === '') errors.name = strings.form.nameMissing
  if (policy.passphrase === 'fixed') return errors
  if (policy.passphrase === 'required' && values.passphrase === '') {
    errors.passphrase = strings.form.passphraseMissing
  }
  if (values.passphrase !== '' && values.passphrase !== values.repeat) errors.repeat = strings.form.differs
  return errors
}

/** Name and passphrase, the same for a new identity and a recovered one. */
export function useIdentityForm(): IdentityForm {
  const { client } = useAppState()
  const [policy, setPolicy] = useState<Policy | null>(null)
  const [values, setValues] = useState<IdentityValues>({ name: '', passphrase: '', repeat: '' })
  const [errors, setErrors] = useState<Errors>({})
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    let current = true
    client
      .request('profile.policy', {})
      .then((found) => current && setPolicy(found))
      .catch((error: unknown) => current && setFailure(errorText(error)))
    return () => {
      current = false
    }
  }, [client])

  return {
    policy,
    values,
    errors,
    failure,
    busy,
    set(change) {
      setValues((before) => ({ ...before, ...change }))
      setErrors((before) => ({
        ...before,
        ...Object.fromEntries(Object.keys(change).map((key) => [key, ''])),
      }))
    },
    async submit(action) {
      if (!policy || busy) return
      const found = check(values, policy)
      setErrors(found)
      setFailure('')
      if (Object.keys(found).length > 0) return
      setBusy(true)
      const displayName = values.name.trim()
      const free = policy.passphrase !== 'fixed' && values.passphrase !== ''
      try {
        await action(free ? { displayName, passphrase: values.passphrase } : { displayName })
      } catch (error) {
        setFailure(errorText(error))
      } finally {
        setBusy(false)
      }
    },
  }
}
