import { z } from 'zod'
import type { BridgeEvent, Reply } from './bridge.ts'
import { errorBody, type ErrorCode } from './errors.ts'
import { TOPIC_NAMES } from './manifest.ts'

/**
 * The contract as JSON-RPC 2.0 (https://www.jsonrpc.org/specification): one object a line over stdio, one object a
 * message over a WebSocket. An event is a notification whose method is the topic and whose params are the payload
 * with its `seq`. Batches and positional params are not offered.
 */
const id = z.union([z.string().max(128), z.number(), z.null()])
export type RpcId = z.infer<typeof id>

const request = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: id.optional(),
  method: z.string().max(64),
  params: z.unknown().optional(),
})
export type RpcRequest = z.infer<typeof request>

const success = z.strictObject({ jsonrpc: z.literal('2.0'), id, result: z.unknown() })
const failure = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id,
  error: z.object({ code: z.int(), message: z.string(), data: z.object({ code: errorBody.shape.code }) }),
})
const notification = z.strictObject({
  jsonrpc: z.literal('2.0'),
  method: z.enum(TOPIC_NAMES),
  params: z.looseObject({ seq: z.int().positive() }),
})

/** JSON-RPC's own codes where it has one, -32000 for what is Sotto's; `data.code` always says which. */
const NUMBERS: Partial<Record<ErrorCode, number>> = {
  'unknown-method': -32601,
  invalid: -32602,
  internal: -32603,
}
const PARSE_ERROR = -32700
const INVALID_REQUEST = -32600

export type ParsedRequest =
  | { readonly ok: true; readonly request: RpcRequest }
  | { readonly ok: false; readonly answer: string }

/** Parses one request; what does not parse comes with the answer that the specification asks for. */
export function parseRequest(text: string): ParsedRequest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, answer: errorAnswer(null, PARSE_ERROR, 'invalid', 'not JSON') }
  }
  const parsed = request.safeParse(value)
  if (parsed.success) return { ok: true, request: parsed.data }
  return {
    ok: false,
    answer: errorAnswer(idOf(value), INVALID_REQUEST, 'invalid', 'not a JSON-RPC 2.0 request'),
  }
}

function idOf(value: unknown): RpcId {
  const parsed = z.object({ id }).safeParse(value)
  return parsed.success ? parsed.data.id : null
}

function errorAnswer(rpcId: RpcId, number: number, code: ErrorCode, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: rpcId, error: { code: number, message, data: { code } } })
}

export function formatRequest(rpcId: RpcId, method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id: rpcId, method, params })
}

export function formatReply(rpcId: RpcId, reply: Reply): string {
  if (reply.ok) return JSON.stringify({ jsonrpc: '2.0', id: rpcId, result: reply.result })
  const { code, message } = reply.error
  return errorAnswer(rpcId, NUMBERS[code] ?? -32000, code, message)
}

export function formatEvent(event: BridgeEvent): string {
  const params = { seq: event.seq, ...(event.payload as object) }
  return JSON.stringify({ jsonrpc: '2.0', method: event.topic, params })
}

export type Incoming =
  | { readonly kind: 'reply'; readonly id: RpcId; readonly reply: Reply }
  | { readonly kind: 'event'; readonly event: BridgeEvent }

/** Reads what a server sends: an answer or an event. Undefined for anything else. */
export function parseIncoming(text: string): Incoming | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  // Which one it is shows at once; trying one schema after the other costs more than all else about a message.
  if ('method' in value) return readEvent(value)
  return 'error' in value ? readFailure(value) : readSuccess(value)
}

function readEvent(value: object): Incoming | undefined {
  const told = notification.safeParse(value)
  if (!told.success) return undefined
  const { seq, ...payload } = told.data.params
  return { kind: 'event', event: { topic: told.data.method, seq, payload } }
}

function readFailure(value: object): Incoming | undefined {
  const answer = failure.safeParse(value)
  if (!answer.success) return undefined
  const { message, data } = answer.data.error
  return { kind: 'reply', id: answer.data.id, reply: { ok: false, error: { code: data.code, message } } }
}

function readSuccess(value: object): Incoming | undefined {
  const answer = success.safeParse(value)
  if (!answer.success) return undefined
  return { kind: 'reply', id: answer.data.id, reply: { ok: true, result: answer.data.result } }
}
