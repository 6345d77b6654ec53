import type { Fault } from '../src/providers/sandbox/fault.ts';
import type { SandboxServer } from '../src/providers/sandbox/sandbox-server.ts';
import { abuse } from './deeds/abuse.ts';
import { rollOutFeature } from './deeds/roll-out-feature.ts';
import { rotateSecrets } from './deeds/rotate-secrets.ts';
import { cutOff, degrade, flap, reset, slowDown, takeDown } from './faults.ts';
import type { End, Phase } from './game.ts';

const healthy: Phase['detectedBy'] = { nothing: 'nothing is wrong' };
const ofPayments = ['breaker stripe'];
const ofDatabase = ['breaker database', 'alert AnswersAreStale'];

/**
 * A whole day's bad luck, in this order: payments that a provider has not answered are asked about a minute later at the
 * earliest, so that what touches them comes first.
 */
export const phases: readonly Phase[] = [
  { name: 'baseline', seconds: 30, quickSeconds: 6, detectedBy: healthy, begin: () => () => {} },
  {
    ...{ name: 'database: 500 ms', seconds: 25, quickSeconds: 8, detectedBy: ofDatabase, inContrast: true },
    begin: ({ world }) => slowDown(world.proxies.database, 500),
  },
  {
    ...{ name: 'provider: 5xx', seconds: 20, quickSeconds: 5, detectedBy: ofPayments },
    begin: ({ world }) => fault(world.stripe, { kind: 'status', status: 503 }),
  },
  {
    ...{ name: 'provider: 429', seconds: 15, quickSeconds: 4 },
    detectedBy: { nothing: 'a provider that limits us is well, and says when to come back' },
    begin: ({ world }) => fault(world.stripe, { kind: 'rate-limit', retryAfterSeconds: 2 }),
  },
  {
    // A call hangs for ten seconds, and five of them must before a breaker opens.
    ...{ name: 'provider: hang', seconds: 24, quickSeconds: 24, detectedBy: ofPayments },
    begin: ({ world }) => fault(world.stripe, { kind: 'hang' }),
  },
  {
    ...{ name: 'provider: half answers', seconds: 20, detectedBy: ofPayments },
    begin: ({ world }) => fault(world.stripe, { kind: 'half-answer' }),
  },
  {
    ...{ name: 'Kafka: 50 %', seconds: 20 },
    detectedBy: { nothing: 'tries again carry what is lost, and no breaker should open for half of it' },
    begin: ({ world }) => flap(world.kafka.pause, world.kafka.resume),
  },
  {
    ...{ name: 'Kafka: 100 %', seconds: 25, quickSeconds: 12, detectedBy: ['breaker kafka'] },
    begin({ world }) {
      world.kafka.pause();
      return world.kafka.resume;
    },
  },
  {
    ...{ name: 'database: 5 s', seconds: 25, quickSeconds: 8, detectedBy: ofDatabase, inContrast: true },
    begin: ({ world }) => slowDown(world.proxies.database, 5_000),
  },
  {
    ...{ name: 'database: down', seconds: 25, quickSeconds: 5, detectedBy: ofDatabase, inContrast: true },
    begin: ({ world }) => takeDown(world.proxies.database),
  },
  {
    ...{ name: 'database: flapping', seconds: 20, detectedBy: ofDatabase },
    begin: ({ world: { proxies } }) =>
      flap(
        () => proxies.database.update({ enabled: false }),
        () => proxies.database.update({ enabled: true }),
      ),
  },
  {
    ...{ name: 'database: kill -9', seconds: 10, quickSeconds: 3, detectedBy: ofDatabase, inContrast: true },
    isKill: true,
    async begin({ world }) {
      await world.postgres.kill();
      return () => world.postgres.restart();
    },
  },
  {
    ...{ name: 'partition', seconds: 20, quickSeconds: 6, detectedBy: [...ofDatabase, 'breaker redis'] },
    inContrast: true,
    begin({ world: { proxies, kafka } }) {
      const ends = Object.values(proxies).map(cutOff);
      kafka.pause();
      return async () => {
        kafka.resume();
        for (const end of ends) await end();
      };
    },
  },
  {
    ...{ name: 'application: kill -9', seconds: 0, quickSeconds: 0, detectedBy: ['alert ProcessEnded'] },
    isKill: true,
    begin({ apps }) {
      apps[0]?.kill();
      return () => {};
    },
  },
  {
    ...{ name: 'Redis: errors', seconds: 20, quickSeconds: 4, detectedBy: ['breaker redis'] },
    begin: ({ world }) => reset(world.proxies.redis),
  },
  {
    ...{ name: 'Redis: timeouts', seconds: 20, quickSeconds: 4, detectedBy: ['breaker redis'] },
    begin: ({ world }) => cutOff(world.proxies.redis),
  },
  {
    ...{ name: 'Redis: data lost', seconds: 5, quickSeconds: 2 },
    detectedBy: { nothing: 'limits begin anew, which breaks no promise' },
    async begin({ world }) {
      await world.redis.kill();
      await world.redis.restart();
      return () => {};
    },
  },
  {
    ...{ name: 'degradation 1→10×', seconds: 30, quickSeconds: 8 },
    detectedBy: {
      nothing: 'at ten times its latency the database still answers within the time that is waited for it',
    },
    begin: ({ world: { proxies } }, seconds) => degrade([proxies.database, proxies.redis], 100, seconds),
  },
  {
    ...{ name: 'one abusive key', seconds: 15, quickSeconds: 4 },
    detectedBy: { nothing: 'a client over its limit is told so, and nobody else feels it' },
    begin: abuse,
  },
  {
    ...{ name: 'roll-out and kill switch', seconds: 0, quickSeconds: 0, detectedBy: { nothing: 'it is a deed' } },
    begin: rollOutFeature,
  },
  {
    ...{ name: 'rotation of secrets', seconds: 0, quickSeconds: 0, detectedBy: { nothing: 'it is a deed' } },
    begin: rotateSecrets,
  },
  { name: 'recovery', seconds: 20, quickSeconds: 4, detectedBy: healthy, begin: () => () => {} },
];

function fault({ faults }: Pick<SandboxServer, 'faults'>, kind: Fault): End {
  faults.set(kind);
  return () => faults.clear();
}
