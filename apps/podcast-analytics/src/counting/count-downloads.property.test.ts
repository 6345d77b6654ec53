import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KnownHit, type NaiveRules, naiveRecount } from '../../test/naive-recount.ts';
import { ourAgents } from './agents/lists/our-agents.ts';
import { createAgentMatcher } from './agents/match-agent.ts';
import { assess } from './assess.ts';
import { countDownloads } from './count-downloads.ts';
import type { CountableHit } from './download.ts';
import type { Hit } from './hit.ts';
import { listenerOf } from './listener.ts';
import { createMonthKey } from './month-key.ts';
import { createNetworks } from './network.ts';
import { type Ruleset, rulesets } from './ruleset.ts';

const key = createMonthKey(Buffer.alloc(32, 3));
const start = Date.UTC(2026, 1, 3);
const agents = createAgentMatcher(ourAgents);
const networks = createNetworks([], '192.0.2.0/24');

const people = [
  { person: 'a', address: '198.51.100.1', inDataCentre: false },
  { person: 'b', address: '198.51.100.2', inDataCentre: false },
  { person: 'c', address: '2001:db8:0:1::1', inDataCentre: false },
  { person: 'c', address: '2001:DB8:0:1:ffff::2', inDataCentre: false },
  { person: 'd', address: '192.0.2.8', inDataCentre: true },
];
const players = [
  { name: 'p', agent: 'player', userAgent: 'AntennaPod/3.4.0' },
  { name: 'q', agent: 'player', userAgent: 'Overcast/3.0 (+http://overcast.fm/; iOS podcast app)' },
  { name: 'r', agent: 'bot', userAgent: 'Googlebot/2.1' },
  { name: 's', agent: 'watch', userAgent: 'atc/1.0' },
  { name: 't', agent: 'nothing', userAgent: '' },
] as const;
const pages = [
  { episode: '1', media: true, url: 'https://example.com/s/1.mp3' },
  { episode: '1', media: true, url: 'https://op3.dev/e/example.com/s/1.mp3?x=2' },
  { episode: '2', media: true, url: 'https://example.com/s/2.mp3' },
  { episode: 'feed', media: false, url: 'https://example.com/s/feed.xml' },
];

const often = <T>(usual: T, ...others: T[]) => fc.constantFrom(usual, usual, usual, usual, ...others);

// Ranges begin well before the end of the file: whether one is a probe is told by what it asks for, not by what there is.
const range = fc.oneof(
  fc.constantFrom(undefined, 'bytes=0-1', 'bytes=0-0', 'bytes=0-'),
  fc.tuple(fc.nat(50), fc.nat(60)).map(([from, length]) => `bytes=${from}-${from + length}`),
  fc.nat(50).map((from) => `bytes=${from}-`),
  fc.integer({ min: 1, max: 90 }).map((length) => `bytes=-${length}`),
);

const knownHit = fc
  .record({
    minutes: fc.nat(4 * 24 * 60),
    method: often('GET', 'HEAD'),
    status: fc.constantFrom(undefined, undefined, 200, 206, 206, 304),
    bytesSent: fc.option(fc.nat(80), { nil: undefined }),
    range,
    referer: often(undefined, 'https://example.com/'),
    person: fc.constantFrom(...people),
    player: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...players.slice(0, 2)) },
      { weight: 1, arbitrary: fc.constantFrom(...players) },
    ),
    page: fc.constantFrom(...pages.slice(0, 3), ...pages),
  })
  .map(({ minutes, method, status, bytesSent, range: asked, referer, person, player, page }): Omit<KnownHit, 'id'> => {
    const hit: Hit = {
      time: start + minutes * 60_000,
      method,
      url: page.url,
      userAgent: player.userAgent,
      address: person.address,
      ...(status !== undefined && { status }),
      ...(bytesSent !== undefined && status !== undefined && { bytesSent }),
      ...(asked !== undefined && { range: asked }),
      ...(referer !== undefined && { referer }),
    };
    const { agent, name } = player;
    return {
      hit,
      person: person.person + name,
      episode: page.episode,
      agent,
      inDataCentre: person.inDataCentre,
      media: page.media,
    };
  });

const log = fc
  .array(knownHit, { maxLength: 60 })
  .map((hits) => hits.map((hit, index): KnownHit => ({ ...hit, id: `h${String(index).padStart(3, '0')}` })));

const facts = fc.record({
  size: fc.integer({ min: 60, max: 100 }),
  header: fc.nat(20),
  minute: fc.integer({ min: 10, max: 60 }),
});

function outcomesOf(
  hits: readonly KnownHit[],
  ruleset: Ruleset,
  { size, header, minute }: Omit<NaiveRules, 'op3' | 'rolling'>,
) {
  const outcomes = new Map<string, string>();
  const countable: CountableHit[] = [];
  for (const { id, hit } of hits) {
    const result = assess(hit, { ruleset, agents, networks });
    if (!result.eligible) outcomes.set(id, result.reason);
    else {
      const { episode, intervals, looseBytes } = result;
      countable.push({
        id,
        time: hit.time,
        listener: listenerOf(hit, key, ruleset),
        episode: episode.episode,
        intervals,
        looseBytes,
      });
    }
  }
  const counted = countDownloads(countable, ruleset, () => ({
    sizeBytes: size,
    headerBytes: header,
    bytesPerMinute: minute,
  }));
  for (const [id, outcome] of counted.outcomes) outcomes.set(id, outcome);
  return { outcomes, downloads: counted.downloads, countable };
}

const byId = (outcomes: ReadonlyMap<string, string>) => Object.fromEntries([...outcomes].sort());

test.each<[string, Ruleset, boolean, boolean]>([
  ['iab by UTC day', rulesets.iab, false, false],
  ['iab by rolling 24 hours', { ...rulesets.iab, window: 'rolling-24h' }, false, true],
  ['op3', rulesets.op3, true, false],
])('%s: every hit of a fuzzed log comes out as a naive recount says', (_, ruleset, op3, rolling) => {
  fc.assert(
    fc.property(log, facts, (hits, given) => {
      expect(byId(outcomesOf(hits, ruleset, given).outcomes)).toEqual(
        byId(naiveRecount(hits, { ...given, op3, rolling })),
      );
    }),
    { numRuns: 400, seed: 20260203 },
  );
});

test('neither the order of the hits nor a hit given twice changes anything', () => {
  const shuffled = log.chain((hits) =>
    fc.record({
      hits: fc.constant(hits),
      order: fc.shuffledSubarray([...hits, ...hits], { minLength: hits.length * 2 }),
    }),
  );
  fc.assert(
    fc.property(shuffled, facts, fc.constantFrom(rulesets.iab, rulesets.op3), ({ hits, order }, given, ruleset) => {
      const expected = outcomesOf(hits, ruleset, given);
      const got = outcomesOf(order, ruleset, given);
      expect(byId(got.outcomes)).toEqual(byId(expected.outcomes));
      expect(got.downloads).toEqual(expected.downloads);
    }),
  );
});

test('each hit has one outcome, and each download exactly one counted hit', () => {
  fc.assert(
    fc.property(log, facts, (hits, given) => {
      const { outcomes, downloads, countable } = outcomesOf(hits, rulesets.iab, given);
      expect(outcomes.size).toBe(hits.length);
      const counted = [...outcomes].filter(([, outcome]) => outcome === 'counted').map(([id]) => id);
      expect(downloads.map(({ hitId }) => hitId).sort()).toEqual(counted.sort());
      const inDownloads = [...outcomes.values()].filter(
        (outcome) => outcome === 'counted' || outcome === 'same-download',
      );
      expect(downloads.reduce((sum, download) => sum + download.hits, 0)).toBe(inDownloads.length);
      expect(countable.length).toBeGreaterThanOrEqual(downloads.length);
    }),
  );
});
