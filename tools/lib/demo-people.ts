import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Output } from '#contract/contract.ts'
import { INTRODUCTIONS, LINES, PEOPLE, type Line, type Person } from '../demo-script.ts'
import { startRpc, type RpcClient } from './rpc-client.ts'

export interface DemoPerson {
  readonly name: Person
  /** Folder, port and the like, for any `sotto` command. */
  readonly args: readonly string[]
}

/** Made people, or those that an earlier run has left in the folder. */
export async function makePeople(folder: string): Promise<readonly DemoPerson[]> {
  const done = join(folder, 'demo.json')
  if (existsSync(done)) {
    const ports = JSON.parse(await readFile(done, 'utf8')) as Record<Person, number>
    return PEOPLE.map((name) => person(folder, name, ports[name]))
  }
  const ports = await freePorts(PEOPLE.length)
  const people = PEOPLE.map((name, index) => person(folder, name, ports[index] ?? 0))
  // What an interrupted run has left has no contacts yet.
  for (const name of PEOPLE) await rm(join(folder, name), { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await playScript(people)
  await writeFile(done, JSON.stringify(Object.fromEntries(PEOPLE.map((name, index) => [name, ports[index]]))))
  return people
}

/** The ports stay the same from the first talk on, so that the people find each other again. */
function person(folder: string, name: Person, port: number): DemoPerson {
  return { name, args: ['--data', join(folder, name), '--no-mdns', '--listen', `/ip4/127.0.0.1/tcp/${port}`] }
}

async function playScript(people: readonly DemoPerson[]): Promise<void> {
  const clients = new Map(people.map(({ name, args }) => [name, startRpc(args)]))
  const of = (name: Person): RpcClient => {
    const client = clients.get(name)
    if (!client) throw new Error('nobody of that name')
    return client
  }
  try {
    const ids = new Map<Person, string>()
    for (const name of PEOPLE) {
      const { profile } = await of(name).request('profile.create', { displayName: name })
      ids.set(name, profile.id)
      const topics = ['contact.updated', 'message.added', 'message.updated'] as const
      await of(name).request('events.subscribe', { topics: [...topics] })
    }
    const id = (name: Person) => ids.get(name) ?? ''
    for (const { from, to, message } of INTRODUCTIONS) {
      const asked = of(to).event('contact.updated', ({ contact }) => contact.id === id(from))
      const accepted = of(from).event('contact.updated', (event) => isAccepted(event, id(to)))
      const { link } = await of(to).request('profile.get', {})
      await of(from).request('contacts.add', { address: link, message })
      await asked
      await of(to).request('contacts.accept', { contactId: id(from) })
      await accepted
    }
    for (const line of LINES) await say(line, of, id)
  } finally {
    await Promise.all([...clients.values()].map((client) => client.end()))
  }
}

function isAccepted({ contact }: { contact: { id: string; state: string } }, id: string): boolean {
  return contact.id === id && contact.state === 'accepted'
}

async function say(line: Line, of: (name: Person) => RpcClient, id: (name: Person) => string): Promise<void> {
  const [from, to] = [of(line.from), of(line.to)]
  const heard = to.event('message.added', ({ message }) => message.text === line.text)
  const mine = await conversationWith(from, id(line.to))
  await from.request('messages.send', { conversationId: mine.id, text: line.text, clientId: randomUUID() })
  const { message } = await heard
  if (line.unread) return
  const read = from.event('message.updated', (event) => isRead(event, line.text))
  await to.request('conversations.markRead', { conversationId: message.conversationId, upTo: message.id })
  await read
}

function isRead({ message }: { message: { text: string; state: string } }, text: string): boolean {
  return message.text === text && message.state === 'read'
}

type Conversation = Output<'conversations.list'>['items'][number]

async function conversationWith(client: RpcClient, contactId: string): Promise<Conversation> {
  const { items } = await client.request('conversations.list', {})
  const found = items.find((conversation) => conversation.contactId === contactId)
  if (!found) throw new Error('there is no such conversation')
  return found
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  for (const server of servers) server.close()
  return ports
}
