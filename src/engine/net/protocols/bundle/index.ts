export { BundleService, checkRequest } from './service.ts'
