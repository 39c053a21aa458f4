/** What the main pane shows. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'thread'; readonly conversationId: string }
  | { readonly name: 'my-address' }
  | { readonly name: 'network' }

export const home: Route = { name: 'home' }
