/**
 * Dialogs in the order in which they opened. Only the last one can be reached: the page and the dialogs below it are
 * inert, and each takes its focus back when what covered it closes. Toasts stand outside, so they stay readable.
 */
const stack: HTMLElement[] = []

function apply(): void {
  const root = document.getElementById('root')
  if (root) root.inert = stack.length > 0
  for (const [at, layer] of stack.entries()) layer.inert = at < stack.length - 1
}

export function pushLayer(layer: HTMLElement): () => void {
  const before = document.activeElement
  stack.push(layer)
  apply()
  return () => {
    const at = stack.indexOf(layer)
    if (at >= 0) stack.splice(at, 1)
    apply()
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}

export function anyLayer(): boolean {
  return stack.length > 0
}
