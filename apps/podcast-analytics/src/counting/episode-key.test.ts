import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { episodeKey } from './episode-key.ts';

const key = { episode: 'example.com/show/1.mp3', show: 'example.com/show' };

describe('episodeKey', () => {
  test.each([
    ['https://example.com/show/1.mp3'],
    ['http://EXAMPLE.com:80/show/1.mp3?from=feed#t=30'],
    ['https://op3.dev/e/example.com/show/1.mp3'],
    ['https://OP3.dev/e/https://example.com/show/1.mp3'],
    ['https://op3.dev/e/https:/example.com/show/1.mp3'],
    ['https://op3.dev/e,pg=917393e3-1b1e-5cef-ace4-edaa54e1f810/example.com/show/1.mp3'],
    ['https://op3.dev/e/pg=917393e3-1b1e-5cef-ace4-edaa54e1f810/example.com/show/1.mp3'],
    ['https://op3.dev/e//example.com/show/1.mp3'],
    ['https://dts.podtrac.com/redirect.mp3/pdst.fm/e/chtbl.com/track/ABC123/op3.dev/e/example.com/show/1.mp3'],
    ['https://mgln.ai/e/42/example.com/show/1.mp3'],
    ['https://pscrb.fm/rss/p/example.com/show/1.mp3'],
    ['  https://example.com/sho%77/1.mp3  '],
  ])('finds the episode behind %s', (url) => {
    expect(episodeKey(url)).toEqual(key);
  });

  test('spells a path in one way, however it was encoded', () => {
    const spellings = ['/a/föhn über.mp3', '/a/f%c3%b6hn%20%C3%BCber.mp3', '/a/f%C3%B6hn %C3%BCber.mp3'];
    const keys = spellings.map((path) => episodeKey(`https://example.com${path}`)?.episode);
    expect(new Set(keys)).toEqual(new Set(['example.com/a/f%C3%B6hn%20%C3%BCber.mp3']));
  });

  test('keeps apart what differs: host, port, letter case of the path, encoded slash', () => {
    const urls = [
      'https://example.com/a/B',
      'https://example.com/a/b',
      'https://example.org/a/b',
      'https://example.com:8080/a/b',
      'https://example.com/a%2Fb',
    ];
    expect(new Set(urls.map((url) => episodeKey(url)?.episode)).size).toBe(urls.length);
  });

  test('takes a path for an episode of the host that the log does not name', () => {
    expect(episodeKey('/show/1.mp3?x=1')).toEqual({ episode: '/show/1.mp3', show: '/show' });
  });

  test('keeps percent signs that encode no UTF-8 as they are', () => {
    expect(episodeKey('https://example.com/100%/1.mp3')?.episode).toBe('example.com/100%/1.mp3');
    expect(episodeKey('https://example.com/%ff.mp3')?.episode).toBe('example.com/%ff.mp3');
  });

  test('does not take the page of a prefix for a prefix', () => {
    expect(episodeKey('https://op3.dev/show/abc')?.episode).toBe('op3.dev/show/abc');
  });

  test.each([
    '',
    '-',
    'example.com',
    'https://',
    'https://?',
    'https://exa mple.com/x',
    'https://-/x',
    '*',
    'https://op3.dev/e/',
    `https://example.com/${'x'.repeat(3000)}`,
  ])('finds none in %j', (url) => {
    expect(episodeKey(url)).toBeUndefined();
  });

  test('never throws, and a key is the key of itself', () => {
    const url = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withQueryParameters: true }),
      fc.webPath().map((path) => `https://op3.dev/e/${path}`),
    );
    fc.assert(
      fc.property(url, (text) => {
        const found = episodeKey(text);
        if (!found || found.episode.startsWith('/')) return;
        const again = episodeKey(`https://${found.episode}`);
        expect(again?.episode).toBe(found.episode);
      }),
    );
  });
});
