import type { Message } from '#contract/api/messages.ts'

type Stated = Pick<Message, 'state' | 'reason'>

/** What keeps a message, as the end of "Waiting…" and "Not sent…". */
function queued(name: string, reason: Message['reason']): string {
  switch (reason) {
    case 'awaiting-acceptance':
      return `Waiting for ${name} to accept your request`
    case 'offline':
      return 'Waiting for this computer to have a network'
    default:
      return strings.waiting(name)
  }
}

function failed(name: string, reason: Message['reason']): string {
  switch (reason) {
    case 'blocked':
      return `Not sent, because you have blocked ${name}`
    case 'storage':
      return 'Not sent, because the disk of this computer refused to store it'
    case 'unreachable':
      return `Not sent, because ${name} could not be reached`
    default:
      return 'Not sent'
  }
}

export const strings = {
  back: 'Back to conversations',
  details: (name: string) => `Details of ${name}`,
  verified: 'Verified',
  online: 'Online',
  lastSeen: (when: string) => `Last seen ${when}`,
  offline: 'Offline',
  requested: 'Has not answered your request yet',
  waiting: (name: string) => `Waiting for ${name} to be reachable`,
  pending: 'Asks to talk to you',
  blocked: 'Blocked',
  messages: (name: string) => `Messages with ${name}`,
  me: 'You',
  from: (name: string) => `${name}: `,
  beginning: (name: string) => `This is the beginning of your conversation with ${name}.`,
  encrypted: 'Messages are encrypted from end to end and go straight from computer to computer.',
  loading: 'Loading…',
  newMessages: 'New messages',
  jump: 'Jump to the newest message',
  jumpUnread: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
  showAll: 'Show all',
  showLess: 'Show less',
  unreadable: 'This message arrived intact, but this version of Sotto cannot show it.',
  delivery: (name: string, { state, reason }: Stated): string => {
    switch (state) {
      case 'queued':
        return queued(name, reason)
      case 'sent':
        return 'Sent, not confirmed yet'
      case 'delivered':
        return 'Delivered'
      case 'read':
        return 'Read'
      case 'failed':
        return failed(name, reason)
    }
  },
  storing: 'Being stored',
  notStored: (why: string) => `Not stored: ${why}`,
  tryAgain: 'Try again',
  discard: 'Discard',
}
