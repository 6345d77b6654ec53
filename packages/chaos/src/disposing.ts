type DisposeKey = SymbolConstructor extends { readonly dispose: infer Key extends symbol } ? Key : never;
type AsyncDisposeKey = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol } ? Key : never;

/** A `Disposable`, for `using`; nothing to projects whose `lib` does not know of it, which would not compile otherwise. */
export type Disposing = { readonly [Key in DisposeKey]: () => void };

/** An `AsyncDisposable`, for `await using`, in the same way. */
export type AsyncDisposing = { readonly [Key in AsyncDisposeKey]: () => Promise<void> };
