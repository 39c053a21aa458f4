import { app, session } from 'electron'
import type { Logger } from '#engine/ports/index.ts'
import { APP_ORIGIN } from './app-protocol.ts'

/** What a page may ask for: putting text on the clipboard when somebody presses a button. Nothing else. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write'

/**
 * Rules for every page of the app, now and later: it stays where it is, opens nothing, embeds nothing and is granted
 * nothing. To be called once, when Electron is ready and before the first window is created.
 */
export function lockDownPages(logger: Logger): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const isOwnPage = details.isMainFrame && details.requestingUrl.startsWith(`${APP_ORIGIN}/`)
    const allowed = permission === ALLOWED_PERMISSION && isOwnPage
    if (!allowed) logger.log('warn', 'permission-refused')
    answer(allowed)
  })
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === ALLOWED_PERMISSION && isOrigin(origin),
  )

  app.on('web-contents-created', (_created, contents) => {
    contents.setWindowOpenHandler(() => {
      logger.log('warn', 'window-refused')
      return { action: 'deny' }
    })
    contents.on('will-frame-navigate', (event) => {
      if (event.isMainFrame && event.url.startsWith(`${APP_ORIGIN}/`)) return
      logger.log('warn', 'navigation-refused')
      event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** Electron gives an origin here with or without the slash behind it. */
function isOrigin(origin: string): boolean {
  return origin === APP_ORIGIN || origin === `${APP_ORIGIN}/`
}
