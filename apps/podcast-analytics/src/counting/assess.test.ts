import { describe, expect, test } from 'vitest';
import { makeHit } from '../../test/make-hit.ts';
import { ourAgents } from './agents/lists/our-agents.ts';
import { createAgentMatcher } from './agents/match-agent.ts';
import { assess } from './assess.ts';
import { openEnd } from './coverage.ts';
import { howComputed } from './exclusion.ts';
import type { Hit } from './hit.ts';
import { createNetworks } from './network.ts';
import { rulesets } from './ruleset.ts';

const shared = { agents: createAgentMatcher(ourAgents), networks: createNetworks([64500], '192.0.2.0/24') };
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1';
const opera =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.111 Safari/537.36 OPR/72.0.3815.186';

function reason(overrides: Partial<Hit>, name: 'iab' | 'op3' = 'iab') {
  const result = assess(makeHit(overrides), { ...shared, ruleset: rulesets[name] });
  return result.eligible ? undefined : result.reason;
}

describe('assess', () => {
  test('finds a plain request eligible, with its agent, episode and bytes', () => {
    expect(assess(makeHit({ range: 'bytes=0-' }), { ...shared, ruleset: rulesets.iab })).toEqual({
      eligible: true,
      agent: { type: 'app', name: 'AntennaPod', device: { name: 'Android phone', category: 'mobile' } },
      episode: { episode: 'example.com/show/episode-1.mp3', show: 'example.com/show' },
      intervals: [[0, openEnd]],
      looseBytes: 0,
    });
  });

  test.each<[string, Partial<Hit>]>([
    ['not-get', { method: 'HEAD' }],
    ['not-get', { method: 'get' }],
    ['status', { status: 304 }],
    ['status', { status: 404 }],
    ['status', { status: 302 }],
    ['unusable-url', { url: 'https://' }],
    ['not-media', { url: 'https://example.com/feed.xml' }],
    ['not-media', { url: '/' }],
    ['not-media', { url: '/cover.JPG?size=3' }],
    ['probe', { range: 'bytes=0-1' }],
    ['probe', { range: 'bytes=0-0' }],
    ['probe', { range: 'bytes=5-6' }],
    ['probe', { range: 'bytes=0-0,5-5' }],
    ['probe', { status: 206, bytesSent: 2 }],
    ['no-agent', { userAgent: '  ' }],
    ['watch-os', { userAgent: 'atc/1.0 watchOS/10.4 model/Watch6,7 hwp/t8301 build/21T576 (6; dt:267)' }],
    ['watch-os', { userAgent: 'AppleCoreMedia/1.0.0.21T576 (Apple Watch; U; CPU OS 10_4 like Mac OS X; en_us)' }],
    ['bot-agent', { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
    ['bot-agent', { userAgent: 'python-requests/2.31.0' }],
    ['bot-agent', { userAgent: 'SomethingNewCrawler 1' }],
    ['web-preload', { userAgent: safari, referer: 'https://podverse.fm/episode/abc' }],
    ['web-preload', { userAgent: opera }],
    ['bot-network', { asn: 64500 }],
    ['bot-network', { address: '192.0.2.9' }],
  ])('excludes as %s: %o', (expected, overrides) => {
    expect(reason(overrides)).toBe(expected);
  });

  test('excludes a hit that nothing tells the listener of', () => {
    const { address: _, ...bare } = makeHit();
    const rules = { ...shared, ruleset: rulesets.iab };
    expect(assess(bare, rules)).toMatchObject({ eligible: false, reason: 'no-address' });
    expect(assess({ ...bare, hashedAddress: 'ab' }, rules)).toMatchObject({ eligible: true });
    const { userAgent: __, ...nameless } = makeHit();
    expect(assess(nameless, rules)).toMatchObject({ eligible: false, reason: 'no-agent' });
  });

  test.each<[string, Partial<Hit>]>([
    ['a partial answer', { status: 206, range: 'bytes=0-999', bytesSent: 1000 }],
    ['three bytes', { range: 'bytes=0-2' }],
    ['a whole file that the client left at once', { status: 200, bytesSent: 0 }],
    ['a range that no server understands', { range: 'bytes=1-0' }],
    ['a file without an extension', { url: 'https://example.com/show/download' }],
    ['a browser that plays from a page', { userAgent: safari, referer: 'https://example.com/show' }],
    ['a browser called Opera on a page', { userAgent: opera, referer: 'https://podtail.com/x' }],
    ['an agent that nobody knows', { userAgent: 'Zorgblatt 3' }],
    [
      'Apple’s media player',
      { userAgent: 'AppleCoreMedia/1.0.0.19H384 (iPhone; U; CPU OS 15_8_2 like Mac OS X; en_us)' },
    ],
  ])('finds %s eligible', (_, overrides) => {
    expect(reason(overrides)).toBeUndefined();
  });

  test('names the first reason where there are several', () => {
    expect(reason({ method: 'HEAD', status: 404, url: 'x', userAgent: '' })).toBe('not-get');
    expect(reason({ status: 404, url: 'x' })).toBe('status');
  });

  test('keeps a lone request for the first two bytes under op3, and no other probe', () => {
    expect(reason({ range: 'bytes=0-1' }, 'op3')).toBeUndefined();
    expect(reason({ range: 'bytes=0-0' }, 'op3')).toBe('probe');
    expect(reason({ range: 'bytes=1-2' }, 'op3')).toBe('probe');
  });

  test('knows neither data centres nor the watch rule under op3, but the watch is in its list of bots', () => {
    expect(reason({ asn: 64500 }, 'op3')).toBeUndefined();
    expect(reason({ userAgent: 'atc/1.0' }, 'op3')).toBe('bot-agent');
  });

  test('has a sentence for every reason', () => {
    for (const sentence of Object.values(howComputed)) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
  });
});
