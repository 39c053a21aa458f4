export const strings = {
  title: 'Connection',
  back: 'Back to conversations',
  open: (words: string) => `Connection: ${words}. Open details`,
  states: { online: 'Online', offline: 'Offline', starting: 'Connecting…', lost: 'Reconnecting…' },
  contacts: (count: number) => {
    if (count === 0) return 'no contact connected'
    return count === 1 ? '1 contact connected' : `${count} contacts connected`
  },
  explain: {
    online: 'This computer can be reached. Messages go straight to contacts that are online too.',
    offline:
      'This computer has no network at the moment. What you write is kept here and sent when the network is back.',
    starting: 'Sotto is joining the network. This takes a few seconds.',
    lost: 'This window has lost its connection to Sotto. It is being restored.',
  },
  facts: {
    contacts: 'Contacts connected now',
    local: 'Search on the local network',
    localOn: 'On. Contacts on the same network are found by themselves.',
    localOff: 'Off. Contacts are reached at the addresses in their links.',
  },
  technical: 'Technical details',
  peerId: 'Node name (peer ID)',
  peers: 'Connections in all',
  listening: 'Reachable at',
  listeningNone: 'Nothing yet.',
  copy: 'Copy',
  copyAddress: (address: string) => `Copy ${address}`,
  copied: 'Copied.',
  copyFailed: 'That could not be copied.',
  dial: 'Connect to an address (multiaddr)',
  dialHint: 'For when somebody gave you the address of their node.',
  dialPlaceholder: '/ip4/192.0.2.7/tcp/4001/p2p/…',
  dialSubmit: 'Connect',
  dialed: 'Connected.',
}
