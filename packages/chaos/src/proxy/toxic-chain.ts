import { ChaosError } from '../chaos-error.ts';
import { streamKey } from '../draw.ts';
import type { Link } from './link.ts';
import { LiveToxic } from './live-toxic.ts';
import type { Toxic } from './toxic.ts';

export interface ToxicChainOptions {
  /** What the chances of its toxics are made of, before their own names. */
  readonly seed: readonly string[];
  /** Whether nothing may be added here and now. */
  readonly locked: () => boolean;
  readonly onChange: (type: 'toxic-added' | 'toxic-changed' | 'toxic-removed', toxic: string) => void;
}

/** The toxics of a proxy, and the connections that they work on. */
export class ToxicChain {
  readonly links = new Set<Link>();
  /** Connections that are still to be made: told of every change. */
  readonly waiting = new Set<() => void>();
  readonly #options: ToxicChainOptions;
  readonly #lives = new Map<string, LiveToxic>();
  #added = 0;

  constructor(options: ToxicChainOptions) {
    this.#options = options;
  }

  get toxics(): readonly Toxic[] {
    const all = [...this.#lives.values()].map(({ toxic }) => toxic);
    const of = (stream: Toxic['stream']): Toxic[] => all.filter((toxic) => toxic.stream === stream);
    return [...of('upstream'), ...of('downstream')];
  }

  get(name: string): Toxic | undefined {
    return this.#lives.get(name)?.toxic;
  }

  /** Adds a toxic whose name is not taken. */
  add(toxic: Toxic): Toxic {
    const { seed, locked } = this.#options;
    if (locked()) throw new ChaosError('production');
    const live = new LiveToxic(toxic, this.#added++, streamKey(...seed, toxic.name));
    this.#lives.set(toxic.name, live);
    for (const link of this.links) link.add(live, false);
    this.#changed('toxic-added', toxic.name);
    return toxic;
  }

  /** Puts a toxic in the place of the one of its name, which has its type and stream. */
  replace(toxic: Toxic): Toxic {
    for (const live of this.#livesOf(toxic.name)) {
      live.toxic = toxic;
      for (const link of this.links) link.change(live);
      this.#changed('toxic-changed', toxic.name);
    }
    return toxic;
  }

  remove(name: string): void {
    for (const live of this.#livesOf(name)) {
      this.#lives.delete(name);
      for (const link of this.links) link.remove(live);
      this.#changed('toxic-removed', name);
    }
  }

  clear(): void {
    for (const name of [...this.#lives.keys()]) this.remove(name);
  }

  /** The one of this name, if it is there. */
  #livesOf(name: string): readonly LiveToxic[] {
    return [...this.#lives.values()].filter(({ toxic }) => toxic.name === name);
  }

  /** Puts all toxics to work on a new connection. */
  attach(link: Link): void {
    this.links.add(link);
    for (const live of this.#lives.values()) link.add(live, true);
  }

  /** How much later a connection is made. */
  connectDelayMs(connection: number): number {
    let sum = 0;
    for (const live of this.#lives.values()) {
      if (live.toxic.type === 'connect_delay' && live.concerns(connection))
        sum += Number(live.toxic.attributes['delay']);
    }
    return sum;
  }

  #changed(type: 'toxic-added' | 'toxic-changed' | 'toxic-removed', name: string): void {
    for (const reconsider of [...this.waiting]) reconsider();
    this.#options.onChange(type, name);
  }
}
