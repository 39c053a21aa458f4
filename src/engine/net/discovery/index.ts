export { Discovered } from './discovered.ts'
export { LocalDiscovery } from './local-discovery.ts'
export { loadMulticast, type MulticastSocket, type OpenMulticast } from './multicast.ts'
