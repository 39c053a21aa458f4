import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What would switch a check off, or put work off; no linter can report the comment that silences it. */
const FORBIDDEN = /\b(?:oxlint|eslint)-(?:disable|enable)|\boxfmt-ignore|\b(?:TODO|FIXME|XXX)\b/

export interface Finding {
  readonly file: string
  readonly words: string
}

export function forbiddenComments(root: string, files: readonly string[]): Finding[] {
  return files.flatMap((file) => {
    const found = FORBIDDEN.exec(readFileSync(join(root, file), 'utf8'))
    return found ? [{ file, words: found[0] }] : []
  })
}
