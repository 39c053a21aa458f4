export { BUNDLE_PROTOCOL } from './constants.ts'
export { BundleService, checkRequest } from './service.ts'
