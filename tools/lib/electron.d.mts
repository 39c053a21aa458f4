export function hasDisplay(): boolean
export function obtainElectron(): Promise<{ readonly path: string } | { readonly reason: string }>
