/** Why a scenario is no longer armed: its block or scope ended, its time to live did, or everything was switched off. */
export type DisarmReason = 'ended' | 'expired' | 'killed' | 'disposed';

/** What the one observer is told. `name` is the scenario's. */
export type ChaosEvent =
  | {
      readonly type: 'armed';
      readonly name: string;
      readonly scope: 'process' | 'scope';
      readonly ttlMs: number;
      readonly seed: string;
    }
  /** A call is about to be disturbed. */
  | ({ readonly type: 'injected'; readonly name: string } & Omit<Injection, 'scenario'>)
  /** A call was to be disturbed and is not: the budget is spent, or a synchronous function cannot wait. */
  | {
      readonly type: 'skipped';
      readonly name: string;
      readonly point: string;
      readonly call: number;
      readonly reason: 'budget' | 'synchronous';
    }
  | {
      readonly type: 'disarmed';
      readonly name: string;
      readonly reason: DisarmReason;
      /** What was said when everything was switched off. */
      readonly detail?: string;
      readonly calls: number;
      readonly injections: number;
    };

/** One line of the history: a call that was disturbed. */
export interface Injection {
  readonly scenario: string;
  /** Which arming of the scenario it was: 1, 2, … */
  readonly arming: number;
  readonly point: string;
  /** Which call of the point it was since then: 1, 2, … */
  readonly call: number;
  /** The kinds of the faults, such as `latency+error`. */
  readonly fault: string;
}
