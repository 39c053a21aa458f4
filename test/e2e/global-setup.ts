import { existsSync } from 'node:fs'
import { describeShell } from './shells/describe.ts'

/** Once before all specs: what they need is there, and a line for each shell says what it is. */
export default async function globalSetup(): Promise<void> {
  if (!existsSync('out/main/index.js')) throw new Error('nothing is built: run `npm run build` first')
  process.stdout.write(`desktop: ${await describeShell('desktop')}\nweb: ${await describeShell('web')}\n`)
}
