import { aDelay } from '@scry/internal/check-options';
import { type Fault, fault } from '../fault.ts';
import type { Distribution } from '../latency.ts';
import type { Scenario } from '../scenario.ts';
import { aLatency, oneWordOf, type PresetOptions, presetBase, presetRules } from './preset-options.ts';

export interface NetworkFailureOptions extends PresetOptions {
  /** `'connection'`: it is reset; `'timeout'`: no answer for `timeoutMs`; `'slow'`: `latencyMs` longer. @default 'connection' */
  readonly mode?: 'connection' | 'timeout' | 'slow';
  /** @default 1_000 */
  readonly timeoutMs?: number;
  /** @default 1_000 */
  readonly latencyMs?: number | Distribution;
}

/**
 * The network fails, for the points `network.*`, with the errors of Node's sockets.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using slow = chaos.enable(networkFailure({ mode: 'slow', latencyMs: 300, points: 'http' }));
 */
export function networkFailure(options: NetworkFailureOptions = {}): Scenario {
  const base = presetBase('networkFailure', 'network.*', options, {
    ...presetRules,
    mode: oneWordOf('connection', 'timeout', 'slow'),
    timeoutMs: aDelay,
    latencyMs: aLatency,
  });
  return { ...base, fault: faultOf(options) };
}

function faultOf({ mode = 'connection', timeoutMs = 1_000, latencyMs = 1_000 }: NetworkFailureOptions): Fault {
  switch (mode) {
    case 'connection':
      return fault.error('reset');
    case 'timeout':
      return fault.chain(fault.latency(timeoutMs), fault.error('timedOut'));
    case 'slow':
      return fault.latency(latencyMs);
  }
}
