/** What a contact is called: our name for them, else theirs, else a plain stand-in. */
export function personTitle(person: { readonly nickname: string; readonly displayName: string }): string {
  return person.nickname || person.displayName || 'New contact'
}
