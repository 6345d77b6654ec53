import { drawAt, type StreamKey } from '../draw.ts';
import type { Effect, EffectFactory } from './effect.ts';
import { effects } from './effects.ts';
import type { Toxic } from './toxic.ts';

/** A toxic of a proxy, and the chances that it takes. */
export class LiveToxic {
  /** As it is now. */
  toxic: Toxic;
  /** Grows with each toxic of the proxy: in this order data passes them. */
  readonly order: number;
  readonly #key: StreamKey;
  /** Connections that it concerned from their beginning. */
  #connections = 0;

  constructor(toxic: Toxic, order: number, key: StreamKey) {
    this.toxic = toxic;
    this.order = order;
    this.#key = key;
  }

  /** Whether it concerns a connection: one draw, which stays the same whatever is changed. */
  concerns(connection: number): boolean {
    return drawAt(this.#key, connection, 0) < this.toxic.toxicity;
  }

  /** What it does to a connection that it concerns. */
  effectOn(connection: number, fresh: boolean): Effect | undefined {
    const ordinal = fresh ? ++this.#connections : 0;
    let draws = 0;
    const random = (): number => drawAt(this.#key, connection, ++draws);
    // The attributes were read by the rules of this type.
    const effect = effects[this.toxic.type] as EffectFactory<never>;
    return effect({ attributes: () => this.toxic.attributes as never, random, ordinal });
  }
}
