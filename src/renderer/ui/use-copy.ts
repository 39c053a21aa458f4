import { copyText } from '../lib/clipboard.ts'
import { useToast } from './toast.tsx'

/** Copies and says so. */
export function useCopy(): (text: string, words: { done: string; failed: string }) => Promise<void> {
  const toast = useToast()
  return async (text, words) => {
    const done = await copyText(text)
    toast(done ? words.done : words.failed, done ? 'plain' : 'bad')
  }
}
