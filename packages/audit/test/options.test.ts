import { generateKeyPairSync } from 'node:crypto';
import { createRedactor } from '@scry/redact';
import { describe, expect, test } from 'vitest';
import { readAuditOptions } from '../src/audit-options.ts';
import { readFileSinkOptions } from '../src/file-sink-options.ts';
import { httpSink } from '../src/http.ts';
import { type AuditOptions, actions, defineActions, ed25519Signer, memorySink } from '../src/index.ts';
import { kafkaSink } from '../src/kafka.ts';
import { openSearchSink } from '../src/opensearch.ts';

const sinks = [memorySink()];

function auditOptions(given: object): unknown {
  return readAuditOptions({ sinks, ...given } as AuditOptions<typeof actions>);
}

describe('options of the audit log', () => {
  test('have the defaults that the contract names', () => {
    expect(auditOptions({})).toMatchObject({
      catalogue: { actions },
      delivery: 'durable',
      onFailure: 'reject',
      maxQueue: 10_000,
      sinkTimeoutMs: 10_000,
      enabled: true,
      name: 'audit',
      now: Date.now,
      sinks,
    });
  });

  test.each([
    { delivery: 'durable' },
    { delivery: 'written' },
    { delivery: 'best-effort' },
    { onFailure: 'reject' },
    { onFailure: 'degrade' },
    { maxQueue: 1 },
    { sinkTimeoutMs: 0.5 },
    { sinkTimeoutMs: Infinity },
    { enabled: false },
    { name: 'a' },
    { name: 'a'.repeat(100) },
    { redact: false },
    { redact: createRedactor() },
  ])('take what is just within their bounds: %j', (given) => {
    expect(auditOptions(given)).toMatchObject(given);
  });

  test.each([
    [{ delivery: 'maybe' }, RangeError, `delivery must be 'durable', 'written' or 'best-effort', got "maybe"`],
    [{ onFailure: '' }, RangeError, `onFailure must be 'reject' or 'degrade', got ""`],
    [{ maxQueue: 0 }, RangeError, 'maxQueue must be an integer >= 1, got 0'],
    [{ maxQueue: 1.5 }, RangeError, 'maxQueue must be an integer >= 1, got 1.5'],
    [{ maxQueue: '1' }, TypeError, 'maxQueue must be an integer >= 1, got "1"'],
    [{ sinkTimeoutMs: 0 }, RangeError, 'sinkTimeoutMs must be a number > 0, got 0'],
    [{ sinkTimeoutMs: Number.NaN }, RangeError, 'sinkTimeoutMs must be a number > 0, got NaN'],
    [{ enabled: 1 }, TypeError, 'enabled must be a boolean, got 1'],
    [{ name: 7 }, TypeError, 'name must be a name of 1 to 100 characters in one line, got 7'],
    [{ name: '\u0085' }, RangeError, 'name must be a name of 1 to 100 characters in one line'],
    [{ catalogue: {} }, TypeError, 'catalogue must be what defineActions returns, got an object'],
    [{ sinks: {} }, TypeError, 'sinks must be an array of sinks, got an object'],
    [{ sinks: [...sinks, { close() {} }] }, TypeError, 'sinks[1] must be a Sink, got an object'],
    [{ sinks: [...sinks, { append() {} }] }, TypeError, 'sinks[1] must be a Sink, got an object'],
    [{ sinks: [null] }, TypeError, 'sinks[0] must be a Sink, got null'],
    [{ redact: true }, RangeError, 'redact must be a Redactor or false, got true'],
    [{ pseudonymize: {} }, TypeError, 'pseudonymize must be a function, got an object'],
    [{ onEvent: 'log' }, TypeError, 'onEvent must be a function, got "log"'],
    [{ now: 0 }, TypeError, 'now must be a function, got 0'],
    [{ clock: {} }, TypeError, 'clock must be a Clock, got an object'],
  ])('refuse what is just beyond: %#', (given, kind, message) => {
    expect(() => auditOptions(given)).toThrow(kind);
    expect(() => auditOptions(given)).toThrow(`createAudit: ${message}`);
  });

  test('count a sink that does not say whether it is required as one that is', () => {
    const append = async () => {};
    expect(auditOptions({ sinks: [{ append, close: append }] })).toBeDefined();
    expect(auditOptions({ sinks: [{ append, close: append, required: false }, ...sinks] })).toBeDefined();
    expect(() => auditOptions({ sinks: [{ append, close: append, required: false }] })).toThrow(
      new RangeError('createAudit: sinks must hold at least one that is required, got none'),
    );
  });
});

describe('options of the file sink', () => {
  test('have the defaults that the contract names', () => {
    expect(readFileSinkOptions({ directory: 'a' })).toEqual({
      directory: 'a',
      rotateBytes: 67_108_864,
      retainYears: 7,
      checkpointEvery: 1_000,
      required: true,
      name: 'file',
    });
  });

  test.each([
    { rotateBytes: 1 },
    { rotateEvery: 'hour' },
    { rotateEvery: 'day' },
    { retainYears: 0.5 },
    { checkpointEvery: 1 },
    { required: false },
    { name: 'trail' },
  ] as const)('take what is just within their bounds: %j', (given) => {
    expect(readFileSinkOptions({ directory: 'a', ...given })).toMatchObject(given);
  });

  test.each([
    [{ rotateBytes: 0.5 }, RangeError, 'rotateBytes must be an integer >= 1, got 0.5'],
    [{ retainYears: 0 }, RangeError, 'retainYears must be a number > 0, got 0'],
    [{ checkpointEvery: 0 }, RangeError, 'checkpointEvery must be an integer >= 1, got 0'],
    [{ checkpointEvery: Infinity }, RangeError, 'checkpointEvery must be an integer >= 1, got Infinity'],
    [{ anchor: 'x' }, TypeError, 'anchor must be a function, got "x"'],
    [{ required: 'no' }, TypeError, 'required must be a boolean, got "no"'],
    [{ name: 1 }, TypeError, 'name must be a string, got 1'],
    [{ directory: 1 }, TypeError, 'directory must be the path of a directory, got 1'],
  ])('refuse what is just beyond: %#', (given, kind, message) => {
    const read = () => readFileSinkOptions({ directory: 'a', ...given } as never);
    expect(read).toThrow(kind);
    expect(read).toThrow(`fileSink: ${message}`);
  });
});

describe('options of the sinks that send', () => {
  const producer = { send: async () => {} };

  test.each([
    [{ url: 'xhttp://a' }, RangeError, 'url must be an http or https URL, got "xhttp://a"'],
    [{ url: 'http:///a' }, RangeError, 'url must be an http or https URL, got "http:///a"'],
    [{ url: 'http://' }, RangeError, 'url must be an http or https URL, got "http://"'],
    [{ url: 7 }, TypeError, 'url must be an http or https URL, got 7'],
    [{ spoolDirectory: 7 }, TypeError, 'spoolDirectory must be a text that is not empty, got 7'],
    [{ maxSpoolBytes: 0 }, RangeError, 'maxSpoolBytes must be an integer >= 1, got 0'],
    [{ maxSpoolBytes: 2 ** 53 }, RangeError, 'maxSpoolBytes must be an integer >= 1, got 9007199254740992'],
    [{ maxBatchBytes: 0.5 }, RangeError, 'maxBatchBytes must be an integer >= 1, got 0.5'],
    [{ headers: 'x' }, TypeError, 'headers must be an object of texts, got "x"'],
    [{ timeoutMs: -1 }, RangeError, 'timeoutMs must be a finite number >= 0, got -1'],
    [{ timeoutMs: Infinity }, RangeError, 'timeoutMs must be a finite number >= 0, got Infinity'],
    [{ required: 0 }, TypeError, 'required must be true or false, got 0'],
    [{ fetch: {} }, TypeError, 'fetch must be a function, got an object'],
    [{ random: 0.5 }, TypeError, 'random must be a function, got 0.5'],
  ])('say what was expected and what came: %#', (given, kind, message) => {
    const make = () => httpSink({ url: 'https://a', spoolDirectory: 's', ...given } as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(`httpSink: ${message}`);
  });

  test('may be missing but for two', () => {
    expect(httpSink({ url: 'https://a', spoolDirectory: 's' })).toMatchObject({ name: 'http', required: false });
    expect(httpSink({ url: 'http://a', spoolDirectory: 's', maxSpoolBytes: 1, required: true }).required).toBe(true);
    expect(() => httpSink({ spoolDirectory: 's' } as never)).toThrow(
      new TypeError('httpSink: url must be an http or https URL, got undefined'),
    );
  });

  test.each(['a', '0', 'a.b_c-d', 'a'.repeat(255)])('take the index %s', (index) => {
    expect(openSearchSink({ url: 'http://a', spoolDirectory: 's', index }).name).toBe('opensearch');
  });

  test.each(['', 'A', '_a', '-a', '.a', 'a b', 'a/b', 'ä', 'a'.repeat(256)])('refuse the index %j', (index) => {
    expect(() => openSearchSink({ url: 'http://a', spoolDirectory: 's', index })).toThrow(
      `openSearchSink: index must be the name of an index in lower case, got ${JSON.stringify(index)}`,
    );
  });

  test.each([
    [{ maxBatchBytes: 0 }, 'kafkaSink: maxBatchBytes must be an integer >= 1, got 0'],
    [{ required: 'yes' }, 'kafkaSink: required must be true or false, got "yes"'],
    [{ topik: 'a' }, 'kafkaSink: unknown option topik, expected one of producer, topic, maxBatchBytes, required'],
  ])('of Kafka are checked as well: %j', (given, message) => {
    expect(() => kafkaSink({ producer, topic: 'a', ...given } as never)).toThrow(message);
  });

  test('of Kafka may be missing but for two', () => {
    expect(kafkaSink({ producer, topic: 'a' })).toMatchObject({ name: 'kafka', required: false });
    expect(kafkaSink({ producer, topic: 'a', maxBatchBytes: 1, required: true }).required).toBe(true);
  });
});

describe('memorySink', () => {
  test.each([0, 1.5, Number.NaN])('refuses to keep %d events', (maxEvents) => {
    expect(() => memorySink({ maxEvents })).toThrow(`memorySink: maxEvents must be an integer >= 1, got ${maxEvents}`);
  });

  test('has a name, keeps one event if told so, and ten thousand if not', async () => {
    const one = memorySink({ maxEvents: 1 });
    expect(one.name).toBe('memory');
    await one.append(['a', 'b'], { durable: true });
    expect(one.lines).toEqual(['b']);
    const many = memorySink();
    await many.append(
      Array.from({ length: 10_001 }, (_, index) => String(index)),
      { durable: true },
    );
    expect([many.lines.length, many.lines[0]]).toEqual([10_000, '1']);
  });
});

describe('ed25519Signer', () => {
  const { privateKey } = generateKeyPairSync('ed25519');

  test.each(['+a', 'a+', ' a', 'a ', 'a\tb', '', undefined])('refuses the name %j', (name) => {
    expect(() => ed25519Signer({ name, privateKey } as never)).toThrow(
      'ed25519Signer: name must be a name without spaces and plus signs, got ',
    );
  });

  test('refuses a key that is neither text nor an object, and options that it does not know', () => {
    expect(() => ed25519Signer({ name: 'a', privateKey: 7 } as never)).toThrow(
      new TypeError('ed25519Signer: privateKey must be an Ed25519 key as PEM or KeyObject, got 7'),
    );
    expect(() => ed25519Signer({ name: 'a', key: privateKey } as never)).toThrow(
      'ed25519Signer: unknown option key, expected one of name, privateKey',
    );
    expect(() => ed25519Signer({ name: 'a', privateKey: generateKeyPairSync('ed25519').publicKey })).toThrow(
      'ed25519Signer: privateKey must be an Ed25519 private key in PKCS #8, as PEM or KeyObject',
    );
    expect(() => ed25519Signer({ name: 'a', privateKey: { type: 'private', asymmetricKeyType: 'ed25519' } })).toThrow(
      TypeError,
    );
  });
});

describe('defineActions', () => {
  test.each([
    'archived',
    'Campaign.archived',
    'campaign.Archived',
    '.archived',
    'campaign.',
    'a..b',
    '1.a',
    'a.1',
    'a b.c',
  ])('refuses the name %j', (action) => {
    expect(() => defineActions({ [action]: {} })).toThrow(
      new TypeError(
        `defineActions: ${JSON.stringify(action)} must be dotted and in lower case, such as campaign.archived`,
      ),
    );
  });

  test('says what came instead of a schema, and keeps the built-in actions beside its own', () => {
    expect(() => defineActions({ 'a.b': { details: 'text' } } as never)).toThrow(
      new TypeError('defineActions: details of a.b must be a zod schema, got string'),
    );
    expect(() => defineActions({ 'a.b': { details: { safeParse: true } } } as never)).toThrow('got object');
    const own = { 'a_1.b2.c': { delivery: 'written' } } as const;
    expect(defineActions(own).actions).toEqual({ ...actions, ...own });
  });
});
