import type { Arming } from './armory.ts';
import type { Disposing } from './disposing.ts';

/** Scenarios that are armed for the whole process. */
export interface ScenarioHandle extends Disposing {
  stop(): void;
  readonly active: boolean;
  /** Calls that the scenarios decided on. */
  readonly calls: number;
  /** Those of them that were disturbed. */
  readonly injections: number;
}

export function scenarioHandle(arming: Arming): ScenarioHandle {
  const stop = (): void => arming.end('ended');
  return {
    stop,
    [Symbol.dispose]: stop,
    get active() {
      return arming.armed.some(({ live }) => live);
    },
    get calls() {
      return arming.armed.reduce((sum, { calls }) => sum + calls, 0);
    },
    get injections() {
      return arming.armed.reduce((sum, { injections }) => sum + injections, 0);
    },
  };
}
