import { Field } from '../../ui/field.tsx'
import { strings } from './strings.ts'
import type { IdentityForm } from './use-identity-form.ts'

export function NameField({ form, autoFocus = false }: { form: IdentityForm; autoFocus?: boolean }) {
  return (
    <Field
      label={strings.form.name}
      hint={strings.form.nameHint}
      error={form.errors.name}
      maxLength={64}
      autoFocus={autoFocus}
      required
      value={form.values.name}
      onChange={(event) => form.set({ name: event.target.value })}
    />
  )
}
