import { createDecision, width } from './create-decision.ts';
import type { Decision } from './decision.ts';
import type { StorePolicy } from './store.ts';

const mostKeys = 10_000;

interface Denial {
  readonly plan: readonly StorePolicy[];
  readonly cost: number;
  readonly figures: readonly number[];
  /** When the store was asked: it cannot have answered for an earlier time. */
  readonly askedAt: number;
  readonly until: number;
}

/**
 * Remembers denials for as long as they are certain. Tokens come with time only, so what was denied stays denied until the
 * store's own figure has passed, unless another process resets or refunds the key.
 */
export class DenyCache {
  readonly #longestMs: number;
  readonly #denials = new Map<string, Denial>();

  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  find(plan: readonly StorePolicy[], key: string, cost: number, now: number): Decision | undefined {
    const denial = this.#denials.get(key);
    if (denial?.plan !== plan || denial.cost !== cost) return undefined;
    if (now >= denial.until) {
      this.#denials.delete(key);
      return undefined;
    }
    const passed = (now - denial.askedAt) * 1_000;
    const figures = denial.figures.map((figure, index) =>
      index % width > 1 && figure >= 0 ? Math.max(0, figure - passed) : figure,
    );
    return createDecision(plan, figures, 0, 1_000, false);
  }

  add(key: string, denial: Omit<Denial, 'until'>, retryAfterMs: number): void {
    const forMs = Math.min(retryAfterMs - 1, this.#longestMs);
    if (forMs <= 0) return;
    const [oldest] = this.#denials.size < mostKeys ? [] : this.#denials.keys();
    if (oldest !== undefined) this.#denials.delete(oldest);
    this.#denials.set(key, { ...denial, until: denial.askedAt + forMs });
  }

  delete(key?: string): void {
    if (key === undefined) this.#denials.clear();
    else this.#denials.delete(key);
  }
}
