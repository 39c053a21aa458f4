import { LOCALE } from '../../lib/locale.ts'

const number = new Intl.NumberFormat(LOCALE)

export const strings = {
  label: (name: string) => `Message to ${name}`,
  placeholder: 'Write a message',
  send: 'Send',
  kept: 'Not connected to Sotto: this stays here until the connection is back.',
  keys: 'Enter sends, Shift+Enter starts a new line',
  left: (bytes: number) => `${number.format(bytes)} bytes left`,
  tooLong: (bytes: number) =>
    `This message is ${number.format(bytes)} bytes too long. One message holds at most 65,536 bytes; send it in parts.`,
  requested: (name: string) => `You can write once ${name} accepts your request.`,
  blocked: (name: string) => `You have blocked ${name}.`,
  unblock: 'Unblock',
}
