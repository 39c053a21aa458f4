import type { Reply } from '#contract/bridge.ts'
import { methods } from '#contract/contract.ts'
import { METHOD_NAMES, type MethodName } from '#contract/manifest.ts'
import { Fault } from '#shared/fault.ts'
import type { Logger } from '#engine/ports/index.ts'

/** By name in a map: `__proto__` and `constructor` are no methods. */
const NAMES: ReadonlyMap<string, MethodName> = new Map(METHOD_NAMES.map((name) => [name, name]))

type AnyHandler = (input: never) => unknown

/** Validates what comes in, runs it, validates what goes out. Never rejects. */
export async function dispatch(
  handlers: Readonly<Record<MethodName, AnyHandler>>,
  logger: Logger,
  method: string,
  params: unknown,
): Promise<Reply> {
  const name = NAMES.get(method)
  if (!name) return failed(new Fault('unknown-method', 'There is no such method.'))
  const input = methods[name].input.safeParse(params ?? {})
  if (!input.success) {
    const issue = input.error.issues[0]
    const where = issue && issue.path.length > 0 ? `${issue.path.map(String).join('.').slice(0, 100)}: ` : ''
    return failed(new Fault('invalid', `${where}${issue?.message ?? 'invalid'}`.slice(0, 300)))
  }
  try {
    const result = await handlers[name](input.data as never)
    return { ok: true, result: methods[name].output.parse(result) }
  } catch (error) {
    if (error instanceof Fault) return failed(error)
    // What went wrong inside may quote anything, so its words stay inside.
    logger.log('error', 'request-failed', {
      method: name,
      kind: error instanceof Error ? error.name : 'unknown',
    })
    return failed(new Fault('internal', 'Something went wrong inside Sotto.'))
  }
}

function failed({ code, message }: Fault): Reply {
  return { ok: false, error: { code, message } }
}
