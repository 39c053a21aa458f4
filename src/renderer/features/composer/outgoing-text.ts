/** What is sent of what was written: no empty lines in front, no white space behind; '' if there is nothing. */
export function outgoingText(written: string): string {
  return written
    .replace(/^(?:[^\S\n]*\n)+/u, '')
    .trimEnd()
    .toWellFormed()
}
