import { describe, expect, test } from 'vitest'
import { ProfileFolder } from '#engine/services/profile-folder.ts'
import { Profiles } from '#engine/services/profiles.ts'
import type { Clock, KeyVault } from '#engine/ports/index.ts'
import { nodeRandom } from '#engine/ports/node.ts'
import { memoryVault } from '#test/kit/memory-vault.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

/** Time stands still; what was set for later runs when the test says so. */
function stoppedClock(): Clock & { strike: () => Promise<void> } {
  let due: (() => void)[] = []
  return {
    now: () => 1_700_000_000_000,
    after(_, run) {
      due.push(run)
      return () => void (due = due.filter((other) => other !== run))
    },
    async strike() {
      for (const run of due.splice(0)) run()
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
  }
}

async function setUp(options: { vault?: KeyVault; folder?: string; passphrase?: string } = {}) {
  const clock = stoppedClock()
  const folder = options.folder ?? (await temporaryFolder())
  const log: string[] = []
  let failOpening = false
  let onFailure: () => void = () => {}
  const profiles = new Profiles<{ stop: () => Promise<void> }>(
    {
      folder: new ProfileFolder(folder),
      vault: options.vault ?? memoryVault('file'),
      clock,
      random: nodeRandom(),
      logger: { log: () => {} },
      open: (_dek, fresh, failed) => {
        if (failOpening) return Promise.reject(new Error('the disk is full'))
        onFailure = failed
        log.push(fresh ? 'opened fresh' : 'opened')
        return Promise.resolve({ stop: () => Promise.resolve(void log.push('closed')) })
      },
    },
    options.passphrase,
  )
  await profiles.start()
  return {
    profiles,
    clock,
    folder,
    log,
    fail: () => onFailure(),
    failOpening: (yes: boolean) => (failOpening = yes),
  }
}

describe('a profile', () => {
  test('without a passphrase opens by itself at the next start', async () => {
    const vault = memoryVault('file')
    const first = await setUp({ vault })
    expect(first.profiles.state).toBe('none')
    expect(await first.profiles.create({ displayName: 'Ada' })).toHaveLength(24)
    expect(first.profiles.state).toBe('ready')
    await first.profiles.stop()
    const second = await setUp({ vault, folder: first.folder })
    expect(second.profiles.state).toBe('ready')
    expect(second.log).toEqual(['opened'])
  })

  test('S3 where the system protects no key is refused without a passphrase', async () => {
    const { profiles } = await setUp({ vault: memoryVault('none') })
    expect(await profiles.policy()).toEqual({ passphrase: 'required', keyStore: 'none' })
    await expect(profiles.create({ displayName: 'Ada' })).rejects.toMatchObject({ code: 'invalid' })
    expect(profiles.state).toBe('none')
  })

  test('S3 whose key has gone from the key store is reported, and nothing is overwritten', async () => {
    const vault = memoryVault('file')
    const first = await setUp({ vault })
    await first.profiles.create({ displayName: 'Ada' })
    await first.profiles.stop()
    await vault.clear()
    await expect(setUp({ vault, folder: first.folder })).rejects.toMatchObject({ code: 'storage' })
  })

  test('cannot be made twice, and not by two at once', async () => {
    const { profiles, log } = await setUp()
    const results = await Promise.allSettled([
      profiles.create({ displayName: 'Ada' }),
      profiles.create({ displayName: 'Grace' }),
    ])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(log).toEqual(['opened fresh'])
  })

  test('S7 whose disk refused something is closed, and opened again from the disk once that works', async () => {
    const { profiles, clock, log, fail, failOpening } = await setUp()
    await profiles.create({ displayName: 'Ada' })
    failOpening(true)
    fail()
    await clock.strike()
    expect(() => profiles.workspace()).toThrow(expect.objectContaining({ code: 'storage' }) as Error)
    await clock.strike()
    expect(() => profiles.workspace()).toThrow(expect.objectContaining({ code: 'storage' }) as Error)
    failOpening(false)
    await clock.strike()
    expect(profiles.workspace()).toBeDefined()
    expect(log).toEqual(['opened fresh', 'closed', 'opened'])
  })
})
