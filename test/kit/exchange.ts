import { expect } from 'vitest'
import type { Message } from '#contract/api/messages.ts'
import { RpcError, type RpcProcess } from './rpc-process.ts'

/** Everything in a conversation, oldest first, page by page. */
export async function history(p: RpcProcess, conversationId: string): Promise<Message[]> {
  const found: Message[] = []
  let before: string | undefined
  for (;;) {
    const page = await p.request('messages.list', { conversationId, limit: 200, ...(before && { before }) })
    found.push(...page.items)
    if (!page.next) return found.toReversed()
    before = page.next
  }
}

/** Texts that one side writes, told apart and in order. */
export function numbered(author: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${author} ${i}`)
}

/**
 * Sends every text at once, each under its own clientId, whatever dies meanwhile: a send whose answer was lost is sent
 * again to the next incarnation of the process.
 */
export async function sendAll(
  current: () => Promise<RpcProcess>,
  conversationId: string,
  texts: readonly string[],
): Promise<void> {
  const send = async (text: string) => {
    for (;;) {
      const p = await current()
      try {
        await p.request('messages.send', { conversationId, text, clientId: text })
        return
      } catch (error) {
        if (error instanceof RpcError) throw error // an answer; anything else means that it was killed
        await p.exited
      }
    }
  }
  await Promise.all(texts.map(send))
}

/** Exactly once, in the author's order, and delivered. */
export function expectExchange(
  messages: readonly Message[],
  mine: readonly string[],
  theirs: readonly string[],
): void {
  const of = (wanted: boolean) => messages.filter((message) => (message.author === 'me') === wanted)
  expect(of(true).map((message) => message.text)).toEqual(mine)
  expect(of(false).map((message) => message.text)).toEqual(theirs)
  expect(new Set(of(true).map((message) => message.state))).toEqual(new Set(['delivered']))
}

/** Resolves when every message of ours in the conversation is delivered. */
export async function allDelivered(p: RpcProcess, conversationId: string, count: number): Promise<void> {
  for (;;) {
    const news = Promise.withResolvers<void>()
    const stop = p.on('message.updated', ({ message }) => message.state === 'delivered' && news.resolve())
    const mine = (await history(p, conversationId)).filter((message) => message.author === 'me')
    if (mine.length === count && mine.every((message) => message.state === 'delivered')) return stop()
    await news.promise
    stop()
  }
}
