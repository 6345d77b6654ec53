import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from 'services';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errors } from '../src/index.ts';
import * as clients from './clients.ts';
import { expectEqual } from './expect-equal.ts';
import { closing, type FaultyServer, faultyServer, resetting, silent, unansweredPort } from './faulty-server.ts';
import { fieldByField } from './field-by-field.ts';
import { rejection } from './outcomes.ts';

const host = '127.0.0.1';
const place = { absent: 0, resetting: 0, closing: 0, silent: 0, unanswered: 0 };
const servers: FaultyServer[] = [];

beforeAll(async () => {
  place.absent = await freePort();
  for (const [name, treat] of Object.entries({ resetting, closing, silent })) {
    const server = await faultyServer(treat);
    servers.push(server);
    Object.assign(place, { [name]: server.port });
  }
  const unanswered = await unansweredPort();
  servers.push(unanswered);
  place.unanswered = unanswered.port;
});

afterAll(() => {
  for (const server of servers) server.close();
});

type Pair = readonly [title: string, real: () => Promise<unknown>, injected: () => unknown];

const at = (name: keyof typeof place) => ({ host, port: place[name] });
const failed = (call: () => Promise<unknown>) => () => rejection(call());
const causeOf = (error: Error) => error.cause;

const pairs: readonly Pair[] = [
  ['a refused socket', () => clients.netError(at('absent')), () => errors.refused(at('absent'))],
  ['a refused node:http', failed(() => clients.httpGet(at('absent'))), () => errors.refused(at('absent'))],
  ['a refused fetch', failed(() => clients.fetchOnce(at('absent'))), () => errors.fetchFailed(at('absent'))],
  ['a refused undici', failed(() => clients.undiciGet(at('absent'))), () => causeOf(errors.fetchFailed(at('absent')))],
  ['a refused pg', failed(() => clients.pgSelect(at('absent'))), () => errors.refused(at('absent'))],
  ['a refused ioredis', failed(() => clients.ioredisPing(at('absent'))), () => errors.refused(at('absent'))],
  ['a refused node-redis', failed(() => clients.nodeRedisPing(at('absent'))), () => errors.refused(at('absent'))],
  ['a refused kafkajs', failed(() => clients.kafkaSend(at('absent'))), () => errors.kafkaConnection(at('absent'))],
  [
    'a host of two addresses, both refused',
    async () => {
      const addresses = [host, '127.0.0.2'].map((address) => ({ address, family: 4 }));
      const socket = connect({
        ...{ host: 'two.test', port: place.absent, autoSelectFamily: true },
        lookup: (_host, _options, callback) => callback(null, addresses),
      });
      const [error] = await once(socket, 'error');
      return error;
    },
    () => errors.refused({ port: place.absent, addresses: [host, '127.0.0.2'] }),
  ],
  ['a reset socket', () => clients.netError(at('resetting')), () => errors.reset()],
  ['a reset node:http', failed(() => clients.httpGet(at('resetting'))), () => errors.reset()],
  ['a reset fetch', failed(() => clients.fetchOnce(at('resetting'))), () => errors.fetchFailed({ reason: 'reset' })],
  ['a reset undici', failed(() => clients.undiciGet(at('resetting'))), () => errors.reset()],
  ['a reset pg', failed(() => clients.pgSelect(at('resetting'))), () => errors.reset()],
  ['a reset ioredis', failed(() => clients.ioredisPing(at('resetting'))), () => errors.reset()],
  ['a reset node-redis', failed(() => clients.nodeRedisPing(at('resetting'))), () => errors.reset()],
  [
    'a reset kafkajs',
    failed(() => clients.kafkaSend(at('resetting'))),
    () => errors.kafkaConnection({ ...at('resetting'), reason: 'reset' }),
  ],
  [
    'a closed fetch',
    failed(() => clients.fetchOnce(at('closing'))),
    () => errors.fetchFailed({ ...at('closing'), reason: 'closed' }),
  ],
  [
    'a closed undici',
    failed(() => clients.undiciGet(at('closing'))),
    () => causeOf(errors.fetchFailed({ ...at('closing'), reason: 'closed' })),
  ],
  ['a closed pg', failed(() => clients.pgSelect(at('closing'))), () => errors.postgresTerminated({ reason: 'closed' })],
  [
    'a closed node-redis',
    failed(() => clients.nodeRedisPing(at('closing'))),
    () => errors.redisConnection({ reason: 'socketClosed' }),
  ],
  [
    'a closed kafkajs',
    failed(() => clients.kafkaSend(at('closing'))),
    () => errors.kafkaConnection({ ...at('closing'), reason: 'closed' }),
  ],
  [
    'a pg that waits for a silent server',
    failed(() => clients.pgSelect(at('silent'))),
    () => errors.postgresTerminated({ reason: 'connectTimeout' }),
  ],
  [
    'an undici that waits for headers',
    failed(() => clients.undiciGet(at('silent'))),
    () => causeOf(errors.fetchFailed({ reason: 'headersTimeout' })),
  ],
  [
    'a fetch that waits for headers',
    failed(() =>
      undiciFetch(`http://${host}:${place.silent}/`, { dispatcher: new Agent({ headersTimeout: clients.impatience }) }),
    ),
    () => errors.fetchFailed({ reason: 'headersTimeout' }),
  ],
  [
    'an ioredis that waits to connect',
    failed(() => clients.ioredisPing(at('unanswered'))),
    () => errors.redisConnection({ reason: 'connectTimeout' }),
  ],
  [
    'a node-redis that waits to connect',
    failed(() => clients.nodeRedisPing(at('unanswered'))),
    () => errors.redisConnection({ reason: 'connectionTimeout' }),
  ],
  [
    'an undici that waits to connect',
    failed(() => clients.undiciGet(at('unanswered'))),
    () => causeOf(errors.fetchFailed({ ...at('unanswered'), reason: 'connectTimeout', timeoutMs: clients.impatience })),
  ],
  [
    'a kafkajs that waits to connect',
    failed(() => clients.kafkaSend(at('unanswered'))),
    () => errors.kafkaConnection({ ...at('unanswered'), reason: 'connectTimeout' }),
  ],
  [
    'a pg that waits to connect',
    failed(() => clients.pgSelect(at('unanswered'))),
    () => errors.postgresTerminated({ reason: 'connectTimeout' }),
  ],
  [
    'a socket whose first address does not answer',
    async () => {
      const addresses = [host, '127.0.0.2'].map((address) => ({ address, family: 4 }));
      const socket = connect({
        ...{ host: 'two.test', port: place.unanswered, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 20 },
        lookup: (_host, _options, callback) => callback(null, addresses),
      });
      const [error] = await once(socket, 'error');
      return error.errors[0];
    },
    () => errors.timedOut(at('unanswered')),
  ],
  [
    'a pipe that nobody reads',
    async () => {
      const child = spawn(process.execPath, [
        '-e',
        'require("fs").closeSync(0); setTimeout(() => {}, 60_000); console.log(1)',
      ]);
      await once(child.stdout, 'data');
      child.stdin.write('x');
      const [error] = await once(child.stdin, 'error');
      child.kill('SIGKILL');
      return error;
    },
    () => errors.brokenPipe(),
  ],
];

const unknownHost = { host: 'nothing.invalid', port: 1 };
const byName: readonly (readonly [string, () => Promise<unknown>, (code: 'ENOTFOUND') => unknown])[] = [
  ['socket', () => clients.netError(unknownHost), (code) => errors.dns({ ...unknownHost, code })],
  [
    'fetch',
    failed(() => clients.fetchOnce({ ...unknownHost, port: 81 })),
    () => errors.fetchFailed({ ...unknownHost, reason: 'dns' }),
  ],
  ['pg', failed(() => clients.pgSelect(unknownHost)), (code) => errors.dns({ ...unknownHost, code })],
  ['node-redis', failed(() => clients.nodeRedisPing(unknownHost)), (code) => errors.dns({ ...unknownHost, code })],
  [
    'kafkajs',
    failed(() => clients.kafkaSend(unknownHost)),
    () => errors.kafkaConnection({ ...unknownHost, reason: 'dns' }),
  ],
];

describe('an injected error equals, field by field, the real one of', () => {
  test.each(pairs)('%s', async (_title, real, injected) => {
    await expectEqual(await real(), injected);
  });

  test.each(byName)('a name that is not found, by %s', async (_title, real, injected) => {
    const error = await real();
    // A machine without a resolver says EAI_AGAIN instead: of sockets both are told apart by `code`.
    const { code } = Object(error instanceof Error && error.cause ? error.cause : error);
    if (code === 'EAI_AGAIN')
      expect(fieldByField(errors.dns({ ...unknownHost, code }))).toMatchObject({ fields: { code } });
    else await expectEqual(error, () => injected(code));
  });
});
