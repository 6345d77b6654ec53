import { type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';
import { describe, expect, test } from 'vitest';
import { type PinoRedactOptions, pinoRedact } from '../src/pino.ts';

const mail = 'ada.lovelace@example.com';

interface Sink {
  readonly logger: Logger;
  /** The last line, without the level, the time and the host. */
  last(): Record<string, unknown>;
}

function sink(options?: PinoRedactOptions, own: LoggerOptions = {}): Sink {
  const lines: string[] = [];
  const write = (line: string): number => lines.push(line);
  return {
    logger: pino({ ...pinoRedact(options), base: null, timestamp: false, ...own }, { write }),
    last() {
      const { level, ...rest } = JSON.parse(lines.at(-1) ?? '{}');
      expect(level).toBeGreaterThan(0);
      return rest;
    },
  };
}

describe('a line of pino', () => {
  test('has no secret in its object', () => {
    const { logger, last } = sink();
    logger.info({ user: { password: 'x', mail }, list: [[{ token: 'y' }]] }, 'in');
    expect(last()).toEqual({
      user: { password: '[REDACTED]', mail: 'ada***@example.com' },
      list: [[{ token: '[REDACTED]' }]],
      msg: 'in',
    });
  });

  test('has no secret in its message and the arguments of it', () => {
    const { logger, last } = sink();
    logger.info(`to ${mail}`);
    expect(last()).toEqual({ msg: 'to ada***@example.com' });
    logger.info({ id: 1 }, 'mail %s of %o by %d', mail, { password: 'x' }, 7);
    expect(last()).toEqual({ id: 1, msg: 'mail ada***@example.com of {"password":"[REDACTED]"} by 7' });
    logger.info('of %j', { pin: 4711 });
    expect(last()).toEqual({ msg: 'of {"pin":"[REDACTED]"}' });
  });

  test('has no secret in its message where pino calls that otherwise', () => {
    const { logger, last } = sink({ messageKey: 'text' }, { messageKey: 'text' });
    logger.info(mail);
    expect(last()).toEqual({ text: 'ada***@example.com' });
  });

  test('has no secret of an error, nor of the message that pino takes from it', () => {
    const { logger, last } = sink();
    const error = Object.assign(new Error(`no ${mail}`, { cause: new Error(mail) }), { apiKey: 'x' });
    logger.error(error);
    expect(JSON.stringify(last())).not.toContain('lovelace');
    expect(last()).toMatchObject({ msg: 'no ada***@example.com', err: { type: 'Error', apiKey: '[REDACTED]' } });
    logger.error({ err: error, id: 1 });
    expect(JSON.stringify(last())).not.toContain('lovelace');
    logger.error({ failure: error }, 'other');
    expect(JSON.stringify(last())).not.toContain('lovelace');
  });

  test('has no secret of a serializer, which is given the value as it is', () => {
    const { logger, last } = sink({
      serializers: { req: (value) => stdSerializers.req(value as never), odd: () => mail },
    });
    const socket = { socket: 'not to be walked' };
    const req = { method: 'GET', url: '/', headers: { authorization: 'Bearer x', host: 'a' }, socket };
    logger.info({ req, odd: 1, password: 'x' });
    expect(last()).toMatchObject({
      req: { method: 'GET', headers: { authorization: '[REDACTED]', host: 'a' } },
      odd: 'ada***@example.com',
      password: '[REDACTED]',
    });
  });

  test('has no secret of a mixin', () => {
    const { logger, last } = sink({}, { mixin: () => ({ token: 'x' }) });
    logger.info('in');
    expect(last()).toEqual({ token: '[REDACTED]', msg: 'in' });
  });
});

describe('a child logger of pino', () => {
  test('has no secret in its bindings', () => {
    const { logger, last } = sink();
    const child = logger.child({ session: { token: 'x' }, mail });
    child.info('in');
    expect(last()).toEqual({ session: { token: '[REDACTED]' }, mail: 'ada***@example.com', msg: 'in' });
    child.child({ pin: 1 }, { level: 'debug' }).debug({ id: 1 });
    expect(last()).toEqual({
      session: { token: '[REDACTED]' },
      mail: 'ada***@example.com',
      pin: '[REDACTED]',
      id: 1,
    });
  });

  test('has no secret in bindings that are set later', () => {
    const { logger, last } = sink();
    logger.setBindings({ token: 'x' });
    const child = logger.child({});
    child.setBindings({ pin: 1 });
    const grandchild = child.child({ id: 1 });
    grandchild.setBindings({ cvv: 1 });
    grandchild.info('in');
    expect(last()).toEqual({
      token: '[REDACTED]',
      pin: '[REDACTED]',
      cvv: '[REDACTED]',
      id: 1,
      msg: 'in',
    });
  });

  test('has what its parents bound redacted once', () => {
    const { logger, last } = sink({ keys: ['person'], censor: (value) => `<${value}>` });
    const child = logger.child({ person: 'ada' });
    child.child({ id: 1 }).child({}, { level: 'info' }).info('in');
    expect(last()).toEqual({ person: '<ada>', id: 1, msg: 'in' });
  });

  test('has no secret of a serializer of its own', () => {
    const { logger, last } = sink();
    const child = logger.child(
      {},
      { serializers: { err: ({ message }) => ({ message, token: 'x' }), id: () => mail } },
    );
    const expected = { err: { message: 'no ada***@example.com', token: '[REDACTED]' }, msg: 'in' };
    child.info({ err: new Error(`no ${mail}`) }, 'in');
    expect(last()).toEqual(expected);
    child.child({ id: 1 }, { serializers: {} }).info({ err: new Error(`no ${mail}`) }, 'in');
    expect(last()).toEqual({ id: 'ada***@example.com', ...expected });
    logger.info({ err: new Error('no') });
    expect(last()).toMatchObject({ err: { type: 'Error' } });
  });

  test('has what a serializer returns redacted once, whoever it is inherited from', () => {
    const person = (): object => ({ person: 'ada' });
    const { logger, last } = sink({ keys: ['person'], censor: (value) => `<${value}>`, serializers: { odd: person } });
    const child = logger.child({}, { serializers: { err: person } });
    child.child({}, { serializers: {} }).info({ odd: 1, err: 2 });
    expect(last()).toEqual({ odd: { person: '<ada>' }, err: { person: '<ada>' } });
  });

  test('logs what it is given where somebody has put other serializers in the place of these', () => {
    const { logger, last } = sink({}, { serializers: {} });
    logger.child({ id: 1 }).info({ err: 'none', pin: 1 }, 'in');
    expect(last()).toEqual({ id: 1, err: 'none', pin: '[REDACTED]', msg: 'in' });
  });

  test('without bindings is as it was', () => {
    const { logger, last } = sink();
    logger.child({}).info({ id: 1 });
    expect(last()).toEqual({ id: 1 });
  });
});

test('the options of the redactor are those of createRedactor', () => {
  const { logger, last } = sink({ keys: { extend: ['codename'] }, values: false, censor: '-' });
  logger.info({ codename: 'x', mail });
  expect(last()).toEqual({ codename: '-', mail });
  expect(() => pinoRedact({ maxNodes: 0 })).toThrow('maxNodes must be');
  expect(() => pinoRedact({ messageKey: 1 as never })).toThrow('pinoRedact: messageKey must be a string, got 1');
  expect(() => pinoRedact({ serializers: { req: 'x' as never } })).toThrow(
    'pinoRedact: serializers.req must be a function, got "x"',
  );
  expect(() => pinoRedact({ serializers: 1 as never })).toThrow(
    'pinoRedact: serializers must be an object of functions, got 1',
  );
  expect(() => pinoRedact({ key: 'x' } as PinoRedactOptions)).toThrow('unknown option key');
});
