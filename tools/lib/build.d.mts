export const ROOT: string
export function buildIfStale(node: string): void
