import { afterEach, describe } from 'vitest'
import type { NetworkLimits } from '#engine/net/limits.ts'
import { bundlesSuite } from './peer-network-bundles.ts'
import { connectionsSuite } from './peer-network-connections.ts'
import { framesSuite } from './peer-network-frames.ts'
import { connect, type PeerNetworkTests, type PeerNetworkWorld } from './peer-network-kit.ts'

/** What every PeerNetwork has to do. `makeWorld` is called once per test. */
export function peerNetworkSuite(
  name: string,
  makeWorld: (limits: Partial<NetworkLimits>) => Promise<PeerNetworkWorld>,
): void {
  describe(name, () => {
    const worlds: PeerNetworkWorld[] = []
    afterEach(async () => {
      for (const world of worlds.splice(0)) await world.close()
    })

    const tests: PeerNetworkTests = {
      async newWorld(limits = {}) {
        const world = await makeWorld(limits)
        worlds.push(world)
        return world
      },
      async twoApart(limits) {
        const world = await tests.newWorld(limits)
        return { world, a: await world.create(), b: await world.create() }
      },
      async two(limits) {
        const apart = await tests.twoApart(limits)
        await connect(apart.a, apart.b)
        return apart
      },
    }
    connectionsSuite(tests)
    framesSuite(tests)
    bundlesSuite(tests)
  })
}
