export { FRAMES_PROTOCOL } from './constants.ts'
export { checkFrames } from './sender.ts'
export { FramesService } from './service.ts'
