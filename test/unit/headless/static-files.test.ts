import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listStaticFiles } from '#headless/web/static-files.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

describe('listStaticFiles', () => {
  test('lists what may be served, by the path of its URL', async () => {
    const root = await temporaryFolder()
    await mkdir(join(root, 'assets/deep'), { recursive: true })
    const names = [
      'index.html',
      'assets/index-Ab_1-xYz.js',
      'assets/deep/a b.css',
      'icon.svg',
      'index.js.map',
      '.env',
    ]
    for (const name of names) await writeFile(join(root, name), name)
    await symlink('/etc/passwd', join(root, 'passwd.txt'))
    const files = await listStaticFiles(root)
    expect([...files.keys()].toSorted()).toEqual([
      '/',
      '/assets/deep/a%20b.css',
      '/assets/index-Ab_1-xYz.js',
      '/icon.svg',
      '/index.html',
    ])
    expect(files.get('/')).toMatchObject({ type: 'text/html; charset=utf-8', cache: 'no-store' })
    expect(files.get('/assets/index-Ab_1-xYz.js')?.cache).toContain('immutable')
    expect(files.get('/icon.svg')?.cache).toBe('no-cache')
  })
})
