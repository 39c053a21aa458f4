import { useRef, useState, type DragEvent } from 'react'
import { pictureIn } from './clipboard-picture.ts'
import { strings } from './strings.ts'

export interface QrPicture {
  readonly busy: boolean
  readonly error: string
  readonly dropping: boolean
  readonly dropTarget: {
    readonly onDragOver: (event: DragEvent) => void
    readonly onDragLeave: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
  }
  read(picture: Blob): Promise<void>
  fail(message: string): void
  clear(): void
}

/** Reads the QR code of a picture, wherever it comes from, and hands its address on. */
export function useQrPicture(onAddress: (address: string) => void): QrPicture {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const [dropping, setDropping] = useState(false)
  const round = useRef(0)

  const read = async (picture: Blob) => {
    const mine = ++round.current
    setBusy(true)
    setError('')
    const { readQrImage } = await import('./qr-image.ts')
    const result = await readQrImage(picture)
    if (mine !== round.current) return
    setBusy(false)
    if (result.ok) onAddress(result.address)
    else setError(result.message)
  }

  return {
    busy,
    error,
    dropping,
    read,
    fail: setError,
    clear: () => setError(''),
    dropTarget: {
      onDragOver(event) {
        if (![...event.dataTransfer.types].includes('Files')) return
        event.preventDefault()
        setDropping(true)
      },
      onDragLeave(event) {
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) setDropping(false)
      },
      onDrop(event) {
        event.preventDefault()
        setDropping(false)
        const file = pictureIn(event.dataTransfer)
        if (file) void read(file)
        else setError(strings.image.unreadable)
      },
    },
  }
}
