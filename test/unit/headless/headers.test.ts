import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { CONTENT_SECURITY_POLICY } from '#shared/page.ts'

const directives = (policy: string) => policy.split(';').map((each) => each.trim().replaceAll(/\s+/g, ' '))

test('the header says what the meta tag of the page says, and that nobody may frame it', async () => {
  const html = await readFile('src/renderer/index.html', 'utf8')
  const meta = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? ''
  expect(new Set(directives(CONTENT_SECURITY_POLICY))).toEqual(
    new Set([...directives(meta), "frame-ancestors 'none'"]),
  )
})
