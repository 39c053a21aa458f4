import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { portOf } from './ports.ts'
import type { Instance, Launch, LaunchOptions } from './shell.ts'

/** Everything that one test has started or created, to be ended and deleted after it. */
export class Stage {
  readonly #running = new Set<Instance>()
  readonly #folders: string[] = []

  async prepare({ dir, profile = 'default', passphrase, listen }: LaunchOptions = {}): Promise<Launch> {
    const folder = dir ?? this.createFolder()
    const port = await portOf(join(folder, profile))
    return { dir: folder, profile, passphrase, listen: listen ?? [`/ip4/127.0.0.1/tcp/${port}`] }
  }

  createFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'sotto-e2e-'))
    this.#folders.push(folder)
    return folder
  }

  /** What is still running when the test ends is killed; what the test has ended itself is forgotten. */
  track<T extends Instance>(instance: T): T {
    const ending = (end: () => Promise<void>) => async () => {
      await end()
      this.#running.delete(tracked)
    }
    const tracked: T = {
      ...instance,
      close: ending(() => instance.close()),
      kill: ending(() => instance.kill()),
    }
    this.#running.add(tracked)
    return tracked
  }

  logs(): string[] {
    return [...this.#running].map((instance) => instance.log())
  }

  async clear(): Promise<void> {
    await Promise.all([...this.#running].map((instance) => instance.kill()))
    for (const folder of this.#folders) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    }
  }
}
