/** What the one observer is told. `name` is the proxy's; `connection` counts its connections: 1, 2, … */
export type ProxyEvent =
  | { readonly type: 'connected'; readonly name: string; readonly connection: number }
  /** The upstream did not accept, and the client was reset. */
  | { readonly type: 'refused'; readonly name: string; readonly connection: number; readonly error: Error }
  | { readonly type: 'closed'; readonly name: string; readonly connection: number }
  | { readonly type: 'toxic-added' | 'toxic-changed' | 'toxic-removed'; readonly name: string; readonly toxic: string };
