export { checkFrames } from './sender.ts'
export { FramesService } from './service.ts'
