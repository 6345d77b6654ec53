import type { ToxicAttributes, ToxicType } from './toxic.ts';

/**
 * What flows: data, the sender's FIN (`end`), its RST (`reset`), the word of a toxic that the connection is to be closed after
 * this (`close`), and that the sender is gone and nobody is to hear of it (`gone`).
 */
export type Item = Uint8Array | 'end' | 'reset' | 'close' | 'gone';

/** What a toxic does to one stream of one connection. What is left out leaves things as they are. */
export interface Effect {
  /** What becomes of what arrives. */
  arrive?(item: Item): readonly Item[];
  /** How many bytes of the data at the head go together. */
  cut?(data: Uint8Array): number;
  /** When the head may leave, on the clock: asked once it is the head, and again after a change. */
  dueAt?(item: Item, arrivedAt: number): number;
  /** The head has left: `at` is when it was due, or `now` if it had to wait for who comes behind it. */
  left?(item: Item, at: number, now: number): void;
  /** The attributes have changed. */
  changed?(now: number): void;
  /** What happens to the whole connection after a time, counted from when the toxic took hold. */
  deadline?(): { readonly afterMs: number; readonly fate: Fate } | undefined;
  /** What becomes of the connection when the toxic is removed. @default it goes on with what was held back */
  removed?(): Fate | undefined;
  /** Whether little is held back, so that the sender feels it soon. @default false */
  readonly narrow?: boolean;
}

/** How a connection ends. */
export type Fate = 'close' | 'reset';

/** What an effect may ask. */
export interface EffectContext<Type extends ToxicType> {
  /** The attributes as they are now. */
  readonly attributes: () => ToxicAttributes[Type];
  /** The next number in [0, 1) of this toxic on this connection. */
  readonly random: () => number;
  /** Which connection it is since the toxic was added: 1, 2, …; 0 for one that was there before. */
  readonly ordinal: number;
}

/** `undefined` where a connection is left alone. */
export type EffectFactory<Type extends ToxicType> = (context: EffectContext<Type>) => Effect | undefined;
