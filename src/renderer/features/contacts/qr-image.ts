import { looksLikeAddress } from '../../lib/address-text.ts'
import { strings } from './strings.ts'

const MAX_FILE_BYTES = 20 * 1024 * 1024
const MAX_SIDE = 2000

export type QrResult =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly message: string }

const refuse = (message: string): QrResult => ({ ok: false, message })

/** Finds a Sotto address in a picture. The reader (WebAssembly, from our own files) is loaded at the first use. */
export async function readQrImage(picture: Blob): Promise<QrResult> {
  if (picture.size > MAX_FILE_BYTES) return refuse(strings.image.size)
  const pixels = await pixelsOf(picture).catch(() => null)
  if (!pixels) return refuse(strings.image.unreadable)
  const reader = await loadReader().catch(() => null)
  if (!reader) return refuse(strings.image.reader)
  const codes = await reader(pixels)
  const address = codes.find(looksLikeAddress)
  if (address !== undefined) return { ok: true, address: address.trim() }
  return refuse(codes.length > 0 ? strings.image.otherCode : strings.image.noCode)
}

async function pixelsOf(picture: Blob): Promise<ImageData> {
  const full = await createImageBitmap(picture)
  try {
    const scale = Math.min(1, MAX_SIDE / Math.max(full.width, full.height))
    const width = Math.max(1, Math.round(full.width * scale))
    const height = Math.max(1, Math.round(full.height * scale))
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('no canvas')
    // A transparent picture is read as if it lay on paper.
    context.fillStyle = 'white'
    context.fillRect(0, 0, width, height)
    context.drawImage(full, 0, 0, width, height)
    return context.getImageData(0, 0, width, height)
  } finally {
    full.close()
  }
}

type Reader = (pixels: ImageData) => Promise<string[]>

let loaded: Promise<Reader> | undefined

function loadReader(): Promise<Reader> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}

async function load(): Promise<Reader> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasmUrl }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ])
  // Without this the module would ask a CDN for its WebAssembly.
  const locateFile = (file: string, prefix: string) => (file.endsWith('.wasm') ? wasmUrl : prefix + file)
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true })
  return async (pixels) => {
    const codes = await readBarcodes(pixels, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 8 })
    return codes.filter(({ isValid }) => isValid).map(({ text }) => text)
  }
}
