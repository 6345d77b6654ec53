import { describe, expect, test } from 'vitest';
import { createAgentMatcher, listNames } from '../match-agent.ts';
import { patternsFile } from '../patterns-file.ts';
import { listOf } from './entries.ts';
import { ourAgents } from './our-agents.ts';

const match = createAgentMatcher(ourAgents);

describe('our list of agents', () => {
  test.each(listNames)('has %s in the schema of user-agents-v2, no name twice', (name) => {
    expect(patternsFile.safeParse(ourAgents[name]).error).toBeUndefined();
  });

  test.each([
    ['AntennaPod/3.4.0', 'AntennaPod', 'mobile'],
    ['Podcasts/4023.510.2 CFNetwork/1494.0.7 Darwin/23.4.0', 'Apple Podcasts', 'mobile'],
    ['Podcasts/1410.53 CFNetwork/1111 Darwin/19.0.0 (x86_64)', 'Apple Podcasts', 'computer'],
    ['%E6%92%AD%E5%AE%A2/1660.5 CFNetwork/1335.0.3 Darwin/21.6.0', 'Apple Podcasts', 'mobile'],
    ['Overcast/3.0 (+http://overcast.fm/; iOS podcast app)', 'Overcast', 'mobile'],
    ['Spotify/8.9.42.575 Android/33 (LM-G900)', 'Spotify', 'mobile'],
    ['Shifty Jelly Pocket Casts, Android v7.50', 'Pocket Casts', 'mobile'],
    ['AlexaMediaPlayer/2.1 (Linux;Android 5.1.1) ExoPlayerLib/1.5.9', 'Alexa-enabled device', 'smart_speaker'],
    ['Brand%20New/12 CFNetwork/1494.0.7 Darwin/23.4.0', 'Brand New', 'mobile'],
    ['Brand New/1.2 (Linux;Android 14) ExoPlayerLib/2.19', 'Brand New', 'mobile'],
    ['BrandNew/2.0 (iPhone14,5; iOS 18.1.1)', 'BrandNew', 'mobile'],
  ])('names %s', (userAgent, name, category) => {
    expect(match(userAgent)).toMatchObject({ type: 'app', name, device: { category } });
  });

  test.each([
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15',
    'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36',
  ])('takes %s for a browser', (userAgent) => {
    expect(match(userAgent).type).toBe('browser');
  });

  test.each([
    'Mozilla/5.0 (compatible; SomeNewThing/1.0; +https://example.com/why)',
    'my-podcast-downloader/0.1',
    'curl/8.5.0',
    'Wget/1.21',
    'NewBot/1 CFNetwork/1494.0.7 Darwin/23.4.0',
    'Mozilla/5.0',
  ])('takes %s for a bot', (userAgent) => {
    expect(match(userAgent).type).toBe('bot');
  });
});

test('a line with flags, which the schema cannot hold, is refused', () => {
  expect(() => listOf([['A', /a/i]])).toThrow('agent list: A: expected a pattern without flags, got /a/i');
});
