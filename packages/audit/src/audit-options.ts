import {
  aClock,
  aFunction,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { systemClock } from '@scry/internal/clock';
import { type ActionDefinitions, actions } from './actions.ts';
import type { AuditOptions } from './audit.ts';

type Defaults =
  | 'catalogue'
  | 'delivery'
  | 'onFailure'
  | 'maxQueue'
  | 'sinkTimeoutMs'
  | 'enabled'
  | 'name'
  | 'now'
  | 'clock';
export type AuditSettings = AuditOptions<ActionDefinitions> & Required<Pick<AuditOptions<ActionDefinitions>, Defaults>>;

const aSink: OptionRule = ['object', 'a Sink', (sink: object) => 'append' in sink && 'close' in sink];

const rules: OptionRules<AuditOptions<ActionDefinitions>> = {
  catalogue: ['object', 'what defineActions returns', (catalogue: object) => 'actions' in catalogue],
  sinks: ['object', 'an array of sinks', Array.isArray],
  redact: [
    'function or boolean',
    'a Redactor or false',
    (redact: unknown) => redact === false || (typeof redact === 'function' && 'stringify' in redact),
  ],
  pseudonymize: aFunction,
  delivery: [
    'string',
    "'durable', 'written' or 'best-effort'",
    (delivery: string) => ['durable', 'written', 'best-effort'].includes(delivery),
  ],
  onFailure: ['string', "'reject' or 'degrade'", (onFailure: string) => ['reject', 'degrade'].includes(onFailure)],
  maxQueue: ['number', 'an integer >= 1', (n: number) => Number.isInteger(n) && n >= 1],
  sinkTimeoutMs: ['number', 'a number > 0', (ms: number) => ms > 0],
  enabled: ['boolean', 'a boolean'],
  // A checkpoint begins with it, and goes on in the next line.
  name: ['string', 'a name of 1 to 100 characters in one line', (name: string) => /^\P{Cc}{1,100}$/u.test(name)],
  onEvent: aFunction,
  now: aFunction,
  clock: aClock,
};

export function readAuditOptions(given: AuditOptions<ActionDefinitions>): AuditSettings {
  const options = checkOptions('createAudit', given, rules);
  checkValue('createAudit: sinks', options.sinks, rules.sinks);
  for (const [i, sink] of options.sinks.entries()) checkValue(`createAudit: sinks[${i}]`, sink, aSink);
  if (!options.sinks.some((sink) => sink.required ?? true)) {
    throw new RangeError('createAudit: sinks must hold at least one that is required, got none');
  }
  return {
    catalogue: { actions },
    delivery: 'durable',
    onFailure: 'reject',
    maxQueue: 10_000,
    sinkTimeoutMs: 10_000,
    enabled: true,
    name: 'audit',
    now: Date.now,
    clock: systemClock,
    ...options,
  };
}
