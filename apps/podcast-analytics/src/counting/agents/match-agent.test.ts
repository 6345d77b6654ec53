import { describe, expect, test } from 'vitest';
import { createAgentMatcher } from './match-agent.ts';
import type { PatternsFile } from './patterns-file.ts';

const list = (...entries: PatternsFile['entries']): PatternsFile => ({ entries });

const match = createAgentMatcher({
  bots: list({ name: 'Fetcher', pattern: '^Fetcher' }),
  apps: list(
    { name: 'Player Pro', pattern: 'Player/\\d+ Pro' },
    { name: 'Player', pattern: 'Player/' },
    { name: 'Some app', pattern: '^(?<name>[^/]+)/\\d+ CFNetwork' },
  ),
  libraries: list({ name: 'lib', pattern: '^lib', category: 'bot' }, { name: 'media', pattern: '^media' }),
  browsers: list({ name: 'Browser', pattern: '^Mozilla' }),
  devices: list({ name: 'Telephone', pattern: 'Phone', category: 'mobile' }),
  referrers: list({ name: 'Web Player', pattern: '//player\\.example/', category: 'app' }),
});

describe('matchAgent', () => {
  test('takes the first entry that matches', () => {
    expect(match('Player/1 Pro').name).toBe('Player Pro');
    expect(match('Player/1').name).toBe('Player');
  });

  test('looks through bots, apps, libraries and browsers, in this order', () => {
    expect(match('Fetcher Player/1')).toEqual({ type: 'bot', name: 'Fetcher' });
    expect(match('lib Player/1')).toEqual({ type: 'app', name: 'Player' });
    expect(match('lib')).toEqual({ type: 'library', name: 'lib', category: 'bot' });
    expect(match('Mozilla')).toEqual({ type: 'browser', name: 'Browser' });
  });

  test('names the device of everything but a bot', () => {
    const device = { name: 'Telephone', category: 'mobile' };
    expect(match('Player/1 Phone').device).toEqual(device);
    expect(match('Zorg Phone')).toEqual({ type: 'unknown', name: 'Unknown', device });
    expect(match('Fetcher Phone').device).toBeUndefined();
  });

  test('names the page of a browser, and of nothing else', () => {
    const page = 'https://player.example/1';
    expect(match('Mozilla', page).referrer).toEqual({ name: 'Web Player', category: 'app' });
    expect(match('Mozilla', 'https://other.example/').referrer).toBeUndefined();
    expect(match('Player/1', page).referrer).toBeUndefined();
  });

  test.each(['Something Bot', 'mycrawler/1', 'WebSPIDER'])('takes %s, which no list has, at its word', (userAgent) => {
    expect(match(userAgent)).toEqual({ type: 'bot', name: 'Unknown bot' });
  });

  test('does not take what a list has for a bot because of its name', () => {
    expect(match('RobotPlayer/1').type).toBe('app');
  });

  test('lets an entry take the name from the agent', () => {
    expect(match('Podcast%20Guru/7 CFNetwork/1').name).toBe('Podcast Guru');
    expect(match('100%/7 CFNetwork/1').name).toBe('100%');
    expect(match('a%00b%E2%80%AEc/7 CFNetwork/1').name).toBe('a b c');
    expect(match(`${'🎧'.repeat(100)}/7 CFNetwork/1`).name).toBe('🎧'.repeat(60));
    expect(match(`${'x'.repeat(500)}/7 CFNetwork/1`).name).toHaveLength(60);
  });

  test('tells a missing user agent from an unknown one', () => {
    expect(match(undefined)).toEqual({ type: 'unknown', name: 'No user agent' });
    expect(match(' ')).toEqual({ type: 'unknown', name: 'No user agent' });
    expect(match('Zorg')).toEqual({ type: 'unknown', name: 'Unknown' });
  });

  test('gives the same answer the second time', () => {
    expect(match('Mozilla Phone', 'https://player.example/')).toEqual(
      match('Mozilla Phone', 'https://player.example/'),
    );
    expect(match('Mozilla Phone').referrer).toBeUndefined();
    const long = `Player/1 ${'x'.repeat(4000)}`;
    expect(match(long)).toEqual(match(long));
  });
});
