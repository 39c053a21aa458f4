export const strings = {
  name: 'Sotto',
  title: (unread: number) => (unread === 0 ? 'Sotto' : `(${unread}) Sotto`),
  dismiss: 'Dismiss',
  starting: 'Starting…',
  failed: { title: 'Sotto is not there', retry: 'Try again' },
  denied: {
    title: 'Open the address that Sotto printed',
    text: 'This page is only for whoever started Sotto on this computer. The address in its terminal opens it: it ends in a secret that this page has not got, or that is no longer valid.',
    unsent: 'Not sent:',
    unsentHint: 'This is in this page alone. Copy what you still need before you leave it.',
  },
  crash: {
    title: 'This window has a problem',
    text: 'Your messages are safe: they are kept by Sotto, not by this window. Reload it to go on.',
    reload: 'Reload',
  },
  menu: {
    label: 'Menu',
    address: 'My address',
    add: 'Add contact',
    connection: 'Connection',
    lock: 'Lock now',
  },
  addContact: 'Add contact',
  sidebar: 'Conversations and connection',
  lockFailed: {
    conflict: 'There is no passphrase, so Sotto cannot be locked.',
  },
  lost: 'The connection to Sotto is lost. It is being restored; what you are writing stays here.',
  nothingOpen: {
    text: 'Choose a conversation, or start one.',
    add: 'Add contact',
    address: 'Show my address',
  },
}
