import { aDelay } from '@scry/internal/check-options';
import { errors } from '../errors.ts';
import { type Fault, fault } from '../fault.ts';
import type { Scenario } from '../scenario.ts';
import { oneWordOf, type PresetOptions, presetBase, presetRules } from './preset-options.ts';

export interface KafkaUnavailableOptions extends PresetOptions {
  /**
   * `'refused'`: nobody listens; `'timeout'`: nobody answers for `timeoutMs`; `'disconnect'`: the broker closes the connection;
   * `'lostAck'`: it takes the message and closes before it says so. @default 'refused'
   */
  readonly mode?: 'refused' | 'timeout' | 'disconnect' | 'lostAck';
  /** @default 1_000 */
  readonly timeoutMs?: number;
}

/**
 * The Kafka broker is away, for the points `kafka.*`, with the errors of kafkajs.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using outage = chaos.enable(kafkaUnavailable({ probability: 0.5, mode: 'lostAck' }));
 */
export function kafkaUnavailable(options: KafkaUnavailableOptions = {}): Scenario {
  const base = presetBase('kafkaUnavailable', 'kafka.*', options, {
    ...presetRules,
    mode: oneWordOf('refused', 'timeout', 'disconnect', 'lostAck'),
    timeoutMs: aDelay,
  });
  const { mode = 'refused', timeoutMs = 1_000 } = options;
  return { ...base, fault: faultOf(mode, timeoutMs), at: mode === 'lostAck' ? 'after' : 'before' };
}

function faultOf(mode: NonNullable<KafkaUnavailableOptions['mode']>, timeoutMs: number): Fault {
  switch (mode) {
    case 'refused':
      return fault.error('kafkaConnection');
    case 'timeout':
      return fault.chain(
        fault.latency(timeoutMs),
        fault.error(() => errors.kafkaConnection({ reason: 'connectTimeout' })),
      );
    case 'disconnect':
    case 'lostAck':
      return fault.error(() => errors.kafkaConnection({ reason: 'closed' }));
  }
}
