import { strings } from './strings.ts'

export type Pasted =
  | { readonly kind: 'picture'; readonly picture: Blob }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none'; readonly message: string }

/** What the clipboard button finds: a picture first, else text. */
export async function readClipboard(): Promise<Pasted> {
  try {
    for (const item of await navigator.clipboard.read()) {
      const image = item.types.find((type) => type.startsWith('image/'))
      if (image) return { kind: 'picture', picture: await item.getType(image) }
      if (!item.types.includes('text/plain')) continue
      const text = await (await item.getType('text/plain')).text()
      if (text.trim() !== '') return { kind: 'text', text }
    }
    return { kind: 'none', message: strings.image.clipboardEmpty }
  } catch {
    return { kind: 'none', message: strings.image.clipboardRefused }
  }
}

/** The picture among what was dropped or pasted. */
export function pictureIn(transfer: DataTransfer | null): File | undefined {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith('image/'))
}
