import { useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { ImageIcon } from '../../ui/icons.tsx'
import { readClipboard } from './clipboard-picture.ts'
import { strings } from './strings.ts'
import type { QrPicture } from './use-qr-picture.ts'

/** Where the picture of a QR code can come from. */
export function QrSource({ picture, onText }: { picture: QrPicture; onText: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null)

  const fromClipboard = async () => {
    const found = await readClipboard()
    if (found.kind === 'picture') await picture.read(found.picture)
    else if (found.kind === 'text') {
      picture.clear()
      onText(found.text)
    } else picture.fail(found.message)
  }

  return (
    <div className="qr-source">
      <p className="field-hint">{picture.busy ? strings.add.reading : strings.add.imageHint}</p>
      <div className="button-row">
        <Button icon={<ImageIcon size={18} />} busy={picture.busy} onClick={() => input.current?.click()}>
          {strings.add.image}
        </Button>
        <Button onClick={() => void fromClipboard()}>{strings.add.clipboard}</Button>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={strings.add.image}
        onChange={(event) => {
          const file = event.target.files?.[0]
          // The same file can be chosen again after a failure.
          event.target.value = ''
          if (file) void picture.read(file)
        }}
      />
    </div>
  )
}
