import { checkOptions, type OptionRules } from '@scry/internal/check-options';
import { aNumberOfTimes } from './scenario.ts';
import { aProbability } from './selector.ts';

/** How much may be disturbed, whatever the scenarios say. */
export interface Budget {
  /** Calls being disturbed at one time. @default Infinity */
  readonly maxActive?: number;
  /** Share of the last 1,000 calls of a point, in [0, 1]. @default 1 */
  readonly maxRate?: number;
}

const rules: OptionRules<Budget> = {
  maxActive: aNumberOfTimes,
  maxRate: aProbability,
};
const windowSize = 1_000;

/** Calls being disturbed now, and which of a point's last calls were. */
export class BudgetMeter {
  /** Calls being disturbed now. */
  active = 0;
  readonly #maxActive: number;
  readonly #maxRate: number;
  readonly #windows = new Map<string, RateWindow>();

  constructor(budget: Budget = {}) {
    const { maxActive = Infinity, maxRate = 1 } = checkOptions('createChaos: budget', budget, rules);
    this.#maxActive = maxActive;
    this.#maxRate = maxRate;
  }

  /** Notes a call of a point; whether it may be disturbed, if it is to be. */
  admit(point: string, wanted: boolean): boolean {
    const roomLeft = wanted && this.active < this.#maxActive;
    if (this.#maxRate === 1) return roomLeft;
    const window = this.#windows.get(point) ?? new RateWindow();
    this.#windows.set(point, window);
    return window.note(roomLeft, this.#maxRate);
  }
}

/** The last calls of one point: which of them were disturbed. */
class RateWindow {
  readonly #disturbed = new Uint8Array(windowSize);
  #calls = 0;
  #sum = 0;

  note(wanted: boolean, maxRate: number): boolean {
    const place = this.#calls % windowSize;
    this.#calls++;
    this.#sum -= Number(this.#disturbed[place]);
    const admitted = wanted && this.#sum + 1 <= maxRate * Math.min(this.#calls, windowSize);
    this.#disturbed[place] = Number(admitted);
    this.#sum += Number(admitted);
    return admitted;
  }
}
