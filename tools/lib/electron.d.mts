export function hasDisplay(): boolean
export function obtainElectron(): Promise<{ readonly path: string } | { readonly reason: string }>

/** The real Electron's executable, if its package has downloaded it. */
export function findElectron(): string | undefined
