import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { protocol } from 'electron'
import { contentType, PAGE_HEADERS } from '#shared/page.ts'

const SCHEME = 'app'
const HOST = 'bundle'

/** The one origin whose pages may talk to the engine. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`
export const START_PAGE = `${APP_ORIGIN}/index.html`

/** To be called before Electron is ready: makes the scheme's pages a secure origin with storage and fetch. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/**
 * Serves the interface under app://bundle/. The files that exist are listed once; an address is looked up in that list
 * and never made into a path, so there is no way out of the folder.
 */
export async function serveInterface(folder: string): Promise<void> {
  const files = await listFiles(folder)
  protocol.handle(SCHEME, async (request) => {
    const url = URL.parse(request.url)
    const file = url?.host === HOST ? files.get(url.pathname) : undefined
    const type = file && contentType(file)
    if (!type || request.method !== 'GET') return new Response(null, { status: 404, headers: PAGE_HEADERS })
    const headers = { ...PAGE_HEADERS, 'content-type': type }
    return new Response(new Uint8Array(await readFile(file)), { headers })
  })
}

/** Paths as a URL writes them, with the files that they stand for. */
async function listFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        return [encodeURI(`/${relative(folder, path).split(sep).join('/')}`), path]
      }),
  )
}
