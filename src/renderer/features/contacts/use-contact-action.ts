import { useState } from 'react'
import { errorText } from '../../state/api-error.ts'
import { useToast } from '../../ui/toast.tsx'

/** Runs one action at a time; says that it worked or why it did not. */
export function useContactAction() {
  const toast = useToast()
  const [running, setRunning] = useState<string | null>(null)
  const run = async (name: string, action: () => Promise<unknown>, done: string): Promise<boolean> => {
    if (running !== null) return false
    setRunning(name)
    try {
      await action()
      toast(done)
      return true
    } catch (error) {
      toast(errorText(error), 'bad')
      return false
    } finally {
      setRunning(null)
    }
  }
  return { running, run }
}
