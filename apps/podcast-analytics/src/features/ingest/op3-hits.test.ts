import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../../test/byte-stream.ts';
import { sharedData } from '../../../test/shared-data.ts';
import { ourAgents } from '../../counting/agents/lists/our-agents.ts';
import { createAgentMatcher } from '../../counting/agents/match-agent.ts';
import { assess } from '../../counting/assess.ts';
import { countDownloads } from '../../counting/count-downloads.ts';
import type { CountableHit } from '../../counting/download.ts';
import { createHitIds } from '../../counting/hit-id.ts';
import { listenerOf } from '../../counting/listener.ts';
import { createMonthKey } from '../../counting/month-key.ts';
import { createNetworks } from '../../counting/network.ts';
import { type RulesetName, rulesets } from '../../counting/ruleset.ts';
import { readHits } from './read-hits.ts';

const now = Date.UTC(2026, 0, 1);
const key = createMonthKey(Buffer.alloc(32, 4));
const folder = sharedData('op3-hits');

/** Of the 20 hits of hits-938f05.json, in their order, as read off the file by hand. */
const byHand = [
  'counted', // Apple Podcasts, the only request of its listener
  'same-download', // five ranges of an iPhone on one episode, the first of them at 17:56:22.208
  'same-download',
  'same-download',
  'same-download',
  'counted',
  'probe', // bytes=0-1 of the same iPhone
  'not-get', // iTMS asks with HEAD
  'counted', // CastBox on iOS
  'counted', // CastBox on Android, three episodes, each with bytes=0-0 before
  'probe',
  'counted',
  'probe',
  'counted',
  'probe',
  'same-download', // AntennaPod goes on at byte 44,718,080 of what it began at 09:28:28.905
  'counted',
  'not-get',
  'watch-os', // atc/1.0
  'not-get',
];

async function outcomesOf(file: string, name: RulesetName) {
  const { items, error } = await collect(readHits(createReadStream(join(folder ?? '', file)), { now }));
  expect(error).toBeUndefined();
  expect(items.flatMap(({ rejects }) => rejects)).toEqual([]);
  const hits = items.flatMap((batch) => batch.hits.map(({ hit }) => hit));
  const rules = { ruleset: rulesets[name], agents: createAgentMatcher(ourAgents), networks: createNetworks([]) };
  const hitId = createHitIds();
  const outcomes = new Map<string, string>();
  const countable: CountableHit[] = [];
  for (const hit of hits) {
    const id = hitId(hit, key);
    const result = assess(hit, rules);
    outcomes.set(id, result.eligible ? '' : result.reason);
    if (!result.eligible) continue;
    const { episode, intervals, looseBytes } = result;
    countable.push({
      id,
      time: hit.time,
      listener: listenerOf(hit, key, rules.ruleset),
      episode: episode.episode,
      intervals,
      looseBytes,
    });
  }
  const counted = countDownloads(countable, rules.ruleset);
  for (const [id, outcome] of counted.outcomes) outcomes.set(id, outcome);
  return { outcomes: [...outcomes.values()], downloads: counted.downloads.length };
}

describe.skipIf(folder === undefined)('real hits of OP3', () => {
  test('come out as counted by hand', async () => {
    expect(await outcomesOf('hits-938f05.json', 'iab')).toEqual({ outcomes: byHand, downloads: 7 });
  });

  test('come out under op3 with the probe as part of the download, and the watch as a bot', async () => {
    const underOp3 = byHand.map((outcome, index) =>
      index === 6 ? 'same-download' : outcome === 'watch-os' ? 'bot-agent' : outcome,
    );
    expect(await outcomesOf('hits-938f05.json', 'op3')).toEqual({ outcomes: underOp3, downloads: 7 });
  });

  test('count a listener of Spotify', async () => {
    expect(await outcomesOf('hits-c2a426.json', 'iab')).toEqual({ outcomes: ['counted'], downloads: 1 });
  });
});
