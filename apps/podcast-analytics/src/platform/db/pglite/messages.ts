/** What the main thread tells the thread of PGlite. A new session discards what the one before it left unfinished. */
export type ToWorker =
  | { readonly type: 'connect'; readonly session: number }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'close' };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'connected'; readonly session: number }
  | { readonly type: 'data'; readonly session: number; readonly bytes: Uint8Array };
