import type { Client } from './client.ts'

const PAGE = 200
/** More than anybody has; a host that never ends its pages must not hold the interface for ever. */
const MAX_PAGES = 100

type Listed<T> = { readonly items: readonly T[]; readonly next: string | null }

export async function fetchAll<T>(
  page: (input: { limit: number; before?: string }) => Promise<Listed<T>>,
): Promise<T[]> {
  const all: T[] = []
  let before: string | null = null
  for (let count = 0; count < MAX_PAGES; count++) {
    const { items, next }: Listed<T> = await page(before === null ? { limit: PAGE } : { limit: PAGE, before })
    all.push(...items)
    if (next === null) break
    before = next
  }
  return all
}

export const fetchContacts = (client: Client) => fetchAll((input) => client.request('contacts.list', input))

export const fetchConversations = (client: Client) =>
  fetchAll((input) => client.request('conversations.list', input))
