import { Banner } from '../../ui/banner.tsx'
import { LockIcon } from '../../ui/icons.tsx'
import { SecretField } from '../../ui/secret-field.tsx'
import { StrengthMeter } from './strength-meter.tsx'
import { strings } from './strings.ts'
import type { IdentityForm } from './use-identity-form.ts'

/** The passphrase of a new profile, as far as this host leaves it to the person. */
export function PassphraseFields({ form }: { form: IdentityForm }) {
  const { policy, values, errors, set } = form
  if (!policy) return null
  if (policy.passphrase === 'fixed') {
    return <Banner icon={<LockIcon size={18} />}>{strings.form.fixed}</Banner>
  }
  const required = policy.passphrase === 'required'
  const { hintRequired, hintFile, hintSystem } = strings.form
  const hint = required ? hintRequired : policy.keyStore === 'file' ? hintFile : hintSystem
  const eye = { showLabel: strings.form.show, hideLabel: strings.form.hide }
  return (
    <>
      <SecretField
        {...eye}
        label={strings.form.passphrase}
        aside={required ? undefined : strings.form.optional}
        hint={hint}
        error={errors.passphrase}
        required={required}
        autoComplete="new-password"
        value={values.passphrase}
        onChange={(event) => set({ passphrase: event.target.value })}
      />
      {values.passphrase !== '' && (
        <>
          <StrengthMeter passphrase={values.passphrase} name={values.name} />
          <SecretField
            {...eye}
            label={strings.form.repeat}
            error={errors.repeat}
            autoComplete="new-password"
            value={values.repeat}
            onChange={(event) => set({ repeat: event.target.value })}
          />
        </>
      )}
    </>
  )
}
