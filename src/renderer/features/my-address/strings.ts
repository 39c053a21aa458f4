export const strings = {
  title: 'My address',
  back: 'Back to conversations',
  lead: 'Give it to the people you want to hear from: show them the code, or send them the link.',
  qr: 'QR code of your address',
  address: 'Address',
  copyAddress: 'Copy address',
  copyLink: 'Copy link',
  copiedAddress: 'Address copied.',
  copiedLink: 'Link copied.',
  copyFailed: 'That could not be copied. Select the text and copy it by hand.',
  facts: [
    'With it, somebody can ask to talk to you. You see their request first and decide.',
    'It says nothing about your name or where you are. The link also holds the network address of this computer, so that you are found at once.',
    'The code and the address without the link are found only on the same local network. The link is found from anywhere that this computer can be reached at.',
    'It stays the same for as long as you use this installation. After a recovery on another computer it is a new one. It is not a secret, and nobody can read your messages with it.',
  ],
}
