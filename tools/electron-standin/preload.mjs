import { readFileSync } from 'node:fs'
import { makeCodec } from './codec.mjs'
import { makeBridge, makeEmitter, runPreload } from './worlds.mjs'

/** Name of the isolated world; Chromium lets scripts and bindings be limited to it. */
export const WORLD = 'Electron Isolated Context'
/** The function through which that world, and no other, speaks to the main process. */
export const BINDING = '__standinSend'

/**
 * What `Page.addScriptToEvaluateOnNewDocument` needs to run a preload file before any script of the page: the bridge's
 * end in the page's own world, then everything else in the isolated one. Frames get nothing, as in Electron.
 */
export function preloadScripts(file, secret) {
  const { node, chrome, electron } = process.versions
  const versions = {
    platform: process.platform,
    arch: process.arch,
    versions: { node, chrome, electron },
  }
  const page = `if (window === window.top) (${makeBridge})('${secret}', 'page', 'preload')`
  const preload = `if (window === window.top) {
    const send = globalThis.${BINDING};
    (${runPreload})({
      bridge: (${makeBridge})('${secret}', 'preload', 'page'),
      codec: (${makeCodec})(),
      EventEmitter: (${makeEmitter})(),
      send: (message) => send(JSON.stringify(message)),
      versions: ${JSON.stringify(versions)},
      filename: ${JSON.stringify(file)},
      run: function (require, process, exports, module) {
${readFileSync(file, 'utf8')}
      },
    });
  }
  //# sourceURL=${file}`
  return [{ source: page }, { source: preload, worldName: WORLD }]
}
