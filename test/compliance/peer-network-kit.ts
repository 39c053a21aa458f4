import { expect } from 'vitest'
import { Fault } from '#shared/fault.ts'
import type { PeerId } from '#shared/ids.ts'
import type { NetworkLimits } from '#engine/net/limits.ts'
import { peerIdFromKey } from '#engine/net/peer-id.ts'
import type { FrameReceiver, PeerNetwork, PeerNetworkEvents, PeerRoute } from '#engine/net/peer-network.ts'

export interface PeerNetworkWorld {
  /** A started network that can reach the others of this world. */
  create(): Promise<PeerNetwork>
  /** Ends everything that was created. */
  close(): Promise<void>
}

export interface Pair {
  readonly world: PeerNetworkWorld
  readonly a: PeerNetwork
  readonly b: PeerNetwork
}

/** What the parts of the suite are given; all that they make ends with the test. */
export interface PeerNetworkTests {
  newWorld(limits?: Partial<NetworkLimits>): Promise<PeerNetworkWorld>
  twoApart(limits?: Partial<NetworkLimits>): Promise<Pair>
  /** Connected. */
  two(limits?: Partial<NetworkLimits>): Promise<Pair>
}

export const NOBODY = peerIdFromKey(new Uint8Array(32).fill(0xee))

/** Long enough never to be what a test waits for. */
export function soon(): { readonly signal: AbortSignal } {
  return { signal: AbortSignal.timeout(20_000) }
}

export function routeTo(network: PeerNetwork): PeerRoute {
  return { peerId: network.peerId, multiaddrs: network.multiaddrs() }
}

export async function connect(from: PeerNetwork, to: PeerNetwork): Promise<void> {
  const seen = to.isConnected(from.peerId) ? Promise.resolve() : once(to, 'connected')
  await from.connect(routeTo(to), soon())
  await seen
}

export function once<E extends keyof PeerNetworkEvents>(
  network: PeerNetwork,
  event: E,
): Promise<Parameters<PeerNetworkEvents[E]>[0]> {
  return new Promise((resolve) => {
    const off = network.on(event, ((value?: PeerId) => {
      off()
      resolve(value)
    }) as PeerNetworkEvents[E])
  })
}

export function watch(network: PeerNetwork, name: string): string[][] {
  const events: string[] = []
  network.on('connected', () => events.push(`${name} connected`))
  network.on('disconnected', () => events.push(`${name} disconnected`))
  return [events]
}

export function log(events: readonly (readonly string[])[]): string[] {
  return events.flat()
}

export async function expectFault(work: Promise<unknown>, code: string): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Fault)
  expect(error).toMatchObject({ code })
  // Neither names nor addresses, and nothing of the library behind it.
  expect((error as Fault).message).not.toMatch(/12D3|\/ip|tcp|\d/)
  expect((error as Fault).cause).toBeUndefined()
}

export function ending(sender: { onEnd(listener: () => void): void }): Promise<void> {
  return new Promise((resolve) => sender.onEnd(resolve))
}

export function collectAll(network: PeerNetwork, streams: number): Promise<Uint8Array[][]> {
  const inboxes: Promise<Uint8Array[]>[] = []
  return new Promise((resolve) => {
    network.onFrames((receiver) => {
      const inbox = readAll(receiver)
      inboxes.push(inbox)
      if (inboxes.length === streams) resolve(Promise.all(inboxes))
      return inbox.then(() => {})
    })
  })
}

export function collect(
  network: PeerNetwork,
): Promise<{ readonly from: PeerId; readonly frames: Uint8Array[] }> {
  return new Promise((resolve) => {
    network.onFrames(async (receiver) => {
      resolve({ from: receiver.from, frames: await readAll(receiver) })
    })
  })
}

export async function readAll(receiver: FrameReceiver): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for (let frames = await receiver.next(); frames !== null; frames = await receiver.next()) {
    expect(frames.length).toBeGreaterThan(0)
    all.push(...frames)
  }
  return all
}

/** The next inbound stream, to be read by the test; its handler goes on until `done`. */
export function nextReceiver(
  network: PeerNetwork,
): Promise<{ readonly stream: FrameReceiver; done(): void }> {
  return new Promise((resolve) => {
    network.onFrames((stream) => new Promise((done) => resolve({ stream, done: () => done() })))
  })
}

export async function sendAndReceive(from: PeerNetwork, to: PeerNetwork): Promise<void> {
  const inbox = collect(to)
  const sender = await from.openFrames(to.peerId, soon())
  await sender.send([bytes(100)])
  await sender.close()
  expect((await inbox).frames).toEqual([bytes(100)])
}

/** Waits until a value stays the same over several round trips on the same connection. */
export async function settled(value: () => number, from: PeerNetwork, to: PeerNetwork): Promise<void> {
  for (let same = 0, before = -1; same < 3;) {
    for (let i = 0; i < 10; i++) await from.requestBundle(to.peerId, bytes(1), soon())
    same = value() === before ? same + 1 : 0
    before = value()
  }
}

export function bytes(length: number, fill = 1): Uint8Array {
  return new Uint8Array(length).fill(fill)
}

export function number(value: number): Uint8Array {
  return withNumber(value, 4)
}

export function withNumber(value: number, length: number): Uint8Array {
  const out = bytes(length, 0)
  new DataView(out.buffer).setUint32(0, value)
  return out
}

export function toNumber(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset).getUint32(0)
}
