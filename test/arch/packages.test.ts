import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

type Versions = Readonly<Record<string, string>>

interface Manifest {
  readonly dependencies?: Versions
  readonly devDependencies?: Versions
  readonly optionalDependencies?: Versions
}

interface Locked extends Manifest {
  readonly resolved?: string
  readonly integrity?: string
}

const ROOT = resolve(import.meta.dirname, '../..')
const read = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
const manifest = read('package.json') as Manifest
const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Locked>> }

test('every dependency is pinned exactly', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
  expect(Object.keys(all).length).toBeGreaterThan(20)
  expect(loose).toEqual([])
})

test('the lock file says what every package has to be, and from nowhere but the registry in use', () => {
  const [, ...locked] = Object.entries(packages)
  expect(locked.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([])
  expect(locked.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([])
})

// npm leaves out what it could not fetch when the file was written; `npm ci` then fails, on every platform.
test('the lock file holds the packages of all platforms', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
  )
  expect(missing).toEqual([])
})

/** Looks for a package as Node does: beside its user, then in each folder above. */
function isLocked(user: string, name: string): boolean {
  const folders = user === '' ? [''] : [user, ...parents(user)]
  return folders.some(
    (folder) => packages[join(folder, 'node_modules', name).replaceAll('\\', '/')] !== undefined,
  )
}

function parents(path: string): string[] {
  const at = path.lastIndexOf('/node_modules/')
  return at < 0 ? [''] : [path.slice(0, at), ...parents(path.slice(0, at))]
}
