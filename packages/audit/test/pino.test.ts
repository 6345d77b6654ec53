import { pino } from 'pino';
import { expect, test } from 'vitest';
import { pinoSink } from '../src/pino.ts';
import { fullEvent, sampleEvent } from './sample-events.ts';
import { opened } from './sink-host.ts';

function logger(options: object = {}) {
  const written: string[] = [];
  return { written, logger: pino(options, { write: (line: string) => written.push(line) }) };
}

test('writes each event at the level info, with the action as message', async () => {
  const { written, logger: log } = logger();
  const sink = await opened(pinoSink(log));
  await sink.append(
    [sampleEvent(), sampleEvent({ action: 'data.write' })].map((each) => JSON.stringify(each)),
    { durable: true },
  );
  expect(written.map((line) => JSON.parse(line))).toMatchObject([
    { level: 30, msg: 'data.read', audit: { action: 'data.read', actor: { id: 'u1' } } },
    { level: 30, msg: 'data.write' },
  ]);
});

test('writes the same JSON that was hashed, whatever is in it', async () => {
  const { written, logger: log } = logger();
  const details = { é: '\ud83d\ude00 \u0000 </script>', n: [1e21, 0.1, null], '1': { b: 1, a: 2 }, toString: 'x' };
  const line = JSON.stringify({ ...fullEvent, details });
  await (await opened(pinoSink(log))).append([line], { durable: false });
  expect(written[0]).toContain(`"audit":${line}`);
});

test('rejects while the logger would drop events in silence', async () => {
  const sink = await opened(pinoSink(logger({ level: 'warn' }).logger));
  await expect(sink.append([JSON.stringify(sampleEvent())], { durable: true })).rejects.toThrow(
    'the level of the logger must be info or below',
  );
});

test('flushes what the logger holds back, where it can, and passes on why not', async () => {
  const plain = { isLevelEnabled: () => true, info: () => {} };
  await pinoSink(plain).flush?.();
  await pinoSink({ ...plain, flush: (done) => done() }).flush?.();
  await expect(pinoSink({ ...plain, flush: (done) => done(new Error('EPIPE')) }).flush?.()).rejects.toThrow('EPIPE');
});

test('is not required unless it is told so', () => {
  const log = logger().logger;
  expect([pinoSink(log).required, pinoSink(log, { required: true }).required]).toEqual([false, true]);
});

test('says its name, and in its error whose level is wrong', async () => {
  const sink = pinoSink(logger({ level: 'warn' }).logger);
  expect(sink.name).toBe('pino');
  await expect(sink.append([], { durable: true })).rejects.toThrow(
    new Error('pinoSink: the level of the logger must be info or below'),
  );
  await sink.close();
});
