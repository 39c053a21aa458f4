import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { contentType } from '#shared/page.ts'

export interface StaticFile {
  readonly path: string
  readonly type: string
  readonly cache: string
}

/** What the build puts into assets/ carries a hash of its content in its name. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/

/**
 * Every file that is served, by the path of its URL. Only what lay there at the start is in it, and no path is ever
 * put together from a URL, so there is nothing to climb out of. Links are left out, and so is any type that the interface does not consist of.
 */
export async function listStaticFiles(root: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>()
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const type = contentType(entry.name)
    if (!entry.isFile() || type === undefined) continue
    const url = `/${relative(root, path).split(sep).map(encodeURIComponent).join('/')}`
    files.set(url, { path, type, cache: cacheOf(url) })
  }
  const index = files.get('/index.html')
  if (index !== undefined) files.set('/', index)
  return files
}

function cacheOf(url: string): string {
  if (HASHED.test(url)) return 'public, max-age=31536000, immutable'
  return url.endsWith('.html') ? 'no-store' : 'no-cache'
}
