import { aFunction, aString, checkValue } from '@scry/internal/check-options';
import { type Logger, type LoggerOptions, stdSerializers, symbols } from 'pino';
import type { RedactOptions } from './redact-options.ts';
import { createRedactor, type Redactor } from './redactor.ts';

/** Options of a redactor, and what pino must know to have its lines redacted. */
export interface PinoRedactOptions extends RedactOptions {
  /** Your own serializers: they are given the values as they are, and what they return is redacted. @default { err } */
  readonly serializers?: Readonly<Record<string, (value: unknown) => unknown>>;
  /** What pino calls the message. @default 'msg' */
  readonly messageKey?: string;
}

/** What `pinoRedact` returns: options to spread into pino's. */
export type PinoOptions = Required<Pick<LoggerOptions, 'formatters' | 'hooks' | 'serializers' | 'onChild'>>;

/**
 * Makes options for pino that redact what is logged: objects, errors, messages with their arguments, and the bindings of child
 * loggers.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const logger = pino({ ...pinoRedact({ keys: { extend: ['iban'] } }), level: 'info' });
 * logger.info({ user: { password: 'hunter2' } }, 'logged in');
 */
export function pinoRedact(options: PinoRedactOptions = {}): PinoOptions {
  const { serializers = {}, messageKey = 'msg', ...rest } = options;
  const redact = createRedactor(rest);
  checkValue('pinoRedact: serializers', serializers, ['object', 'an object of functions']);
  for (const [name, each] of Object.entries(serializers))
    checkValue(`pinoRedact: serializers.${name}`, each, aFunction);
  checkValue('pinoRedact: messageKey', messageKey, aString);
  const own = { err: stdSerializers.err, ...serializers };
  const serialized = Object.keys(own);
  // Such as a request with its sockets, which a serializer makes small: redacted afterwards.
  const redactOthers = redact.extend({ paths: serialized.map((name) => `!["${name}"]`) });

  function log(object: Record<string, unknown>): Record<string, unknown> {
    for (const name of serialized) if (name in object) return redactOthers(object);
    return redact(object);
  }

  const message = redact as Serialize;
  const redacting: Record<string, Serialize> = {
    [messageKey]: message,
    ...Object.fromEntries(Object.entries(own).map(([name, serialize]) => [name, after(serialize, redact)])),
  };
  return {
    formatters: { log, bindings: redact },
    hooks: { logMethod: redactArguments(redact) },
    serializers: redacting,
    onChild: redactChild(redact, redacting),
  };
}

type Serialize = (value: unknown) => unknown;

function after(serialize: (value: never) => unknown, redact: Redactor): Serialize {
  return function serializeRedacted(value) {
    // pino gives a serializer whatever stands under its name.
    return redact(serialize(value as never));
  };
}

/** The message comes as a text to its serializer. Objects must be redacted before they are a part of it. */
function redactArguments(redact: Redactor): NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']> {
  return function logRedacted(args, method) {
    for (let i = 1; i < args.length; i++) {
      if (typeof args[i] === 'object') args[i] = redact(args[i]);
    }
    method.apply(this, args);
  };
}

/** A child's bindings are JSON before anybody is asked about them, and `setBindings` of a child asks nobody. */
function redactChild(redact: Redactor, redacting: Readonly<Record<string, Serialize>>): (child: Logger) => void {
  function setBindings(this: Logger, bindings: Record<string, unknown>): void {
    original?.call(this, redact(bindings));
  }
  let original: Logger['setBindings'] | undefined;
  const safe = new WeakSet(Object.values(redacting));

  /** What a child's own serializer makes of a value that is given to it as it is. */
  function redactSerialized(serializers: Record<string, Serialize>): void {
    for (const name of Object.keys(redacting)) {
      const serialize = serializers[name];
      if (serialize === undefined || safe.has(serialize)) continue;
      serializers[name] = after(serialize, redact);
      safe.add(serializers[name]);
    }
  }

  return function onChild(child) {
    // Where pino keeps them: `,"name":"value",…`, those of the parent first, which are redacted already.
    const kept = child as unknown as Record<symbol, unknown>;
    const inherited = String(Object.getPrototypeOf(child)[symbols.chindingsSym]);
    const bindings = String(kept[symbols.chindingsSym]).slice(inherited.length);
    if (bindings !== '') {
      kept[symbols.chindingsSym] =
        `${inherited},${redact.stringify(JSON.parse(`{${bindings.slice(1)}}`)).slice(1, -1)}`;
    }
    redactSerialized(Object(kept[symbols.serializersSym]));
    if (child.setBindings === setBindings) return;
    original = child.setBindings;
    child.setBindings = setBindings;
  };
}
