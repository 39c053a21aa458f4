export const strings = {
  title: 'Locked',
  lead: 'Enter your passphrase to open your messages.',
  passphrase: 'Passphrase',
  show: 'Show the passphrase',
  hide: 'Hide the passphrase',
  submit: 'Unlock',
  busy: 'Unlocking…',
  busyHint: 'This takes a moment on purpose: it makes guessing slow.',
  wrong: 'That is not the passphrase.',
}
