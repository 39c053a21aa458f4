#!/usr/bin/env node
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { compileCacheFolder } from './compile-cache.mjs'
import { findNode, NODE_MISSING, runsHere } from './node24.mjs'
import { endWithParent } from './tie.mjs'

const built = new URL('../out/main/sotto.js', import.meta.url)

endWithParent()
if (!runsHere()) {
  const node = findNode()
  // Not needed, and not loaded, where this Node will do.
  const { runInPlace } = await import('./run-in-place.mjs')
  if (node === undefined) fail(NODE_MISSING)
  else runInPlace(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { tied: true })
} else if (!existsSync(built)) {
  fail('this checkout has not been built yet: npm run build')
} else {
  module.enableCompileCache(compileCacheFolder())
  // Written at an orderly exit; this is for a process that runs until it is killed.
  setTimeout(() => module.flushCompileCache(), 5000).unref()
  await import(built.href)
}

function fail(reason) {
  process.stderr.write(`sotto: ${reason}\n`)
  process.exitCode = 1
}
