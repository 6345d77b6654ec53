import { describe, expect, test } from 'vitest';
import { FeedError } from './feed.ts';
import { limits, parseFeed } from './parse-feed.ts';

const namespaces =
  'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"';
const rss = (channel: string) =>
  `<?xml version="1.0"?><rss version="2.0" ${namespaces}><channel>${channel}</channel></rss>`;
const item = (more = '') =>
  `<item>${more}<enclosure url="https://a.example/1.mp3" length="5" type="audio/mpeg"/></item>`;

async function parse(text: string | Uint8Array, contentType?: string, pieces = 7) {
  const bytes = Buffer.from(text as string);
  const size = Math.ceil(bytes.length / pieces);
  return parseFeed(
    (async function* () {
      for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
    })(),
    contentType,
  );
}

test('reads the fields of RSS, itunes and the podcast namespace', async () => {
  const feed = await parse(
    rss(`<title>Slow &amp; steady</title><link>https://a.example/</link><language>en</language>
      <itunes:author>Ann</itunes:author><podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
      <image><title>not this</title></image>
      <item><title><![CDATA[One <1>]]></title><guid isPermaLink="false">a-1</guid>
        <pubDate>Tue, 03 Feb 2026 12:00:00 GMT</pubDate><itunes:duration>29:31</itunes:duration>
        <enclosure url="https://a.example/1.mp3?x=1&amp;y=2" length="24000000" type="audio/mpeg"/></item>`),
  );
  expect(feed).toEqual({
    title: 'Slow & steady',
    author: 'Ann',
    link: 'https://a.example/',
    language: 'en',
    podcastGuid: '917393e3-1b1e-5cef-ace4-edaa54e1f810',
    items: [
      {
        guid: 'a-1',
        title: 'One <1>',
        publishedAt: Date.UTC(2026, 1, 3, 12),
        durationSeconds: 1771,
        enclosureUrl: 'https://a.example/1.mp3?x=1&y=2',
        enclosureBytes: 24_000_000,
      },
    ],
  });
});

test('takes items without a usable enclosure for no episodes, and odd fields for absent ones', async () => {
  const { items } = await parse(
    rss(`<item><title>text</title></item><item><enclosure url="javascript:alert(1)"/></item>
      <item><pubDate>soon</pubDate><enclosure url="https://a.example/2.mp3" length="unknown"/></item>`),
  );
  expect(items).toEqual([{ enclosureUrl: 'https://a.example/2.mp3' }]);
});

test('does not take what is deeper within an item for its own', async () => {
  const { items } = await parse(rss(item('<media><title>not this</title></media><title>this</title>')));
  expect(items[0]?.title).toBe('this');
});

test('keeps words apart that stand in lines of their own', async () => {
  const { title, items } = await parse(rss(`<title>\nSlow\nBread\t1\r\n</title>${item('<title>One\n  Two</title>')}`));
  expect([title, items[0]?.title]).toEqual(['Slow Bread 1', 'One Two']);
});

test('cuts long texts, and leaves out what a database does not store', async () => {
  const { items } = await parse(rss(item(`<title>a\u0085b${'x'.repeat(100_000)}</title>`)));
  expect(items[0]?.title).toHaveLength(limits.textLength);
  expect(items[0]?.title).toMatch(/^abxx/);
});

test.each([
  ['the declaration', Buffer.from(rss('<title>Käse</title>').replace('?>', ' encoding="ISO-8859-1"?>'), 'latin1'), ''],
  ['the content type', Buffer.from(rss('<title>Käse</title>'), 'latin1'), 'text/xml; charset=ISO-8859-1'],
  ['the byte order mark', Buffer.from(`\ufeff${rss('<title>Käse</title>')}`, 'utf16le'), ''],
])('reads the encoding that %s tells', async (_, bytes, contentType) => {
  expect((await parse(bytes, contentType, 1)).title).toBe('Käse');
});

describe('refuses', () => {
  test.each([
    ['what is no XML', 'hello', 'expected XML'],
    ['an empty answer', '', 'without a channel'],
    ['a page', '<html><body/></html>', 'expected an RSS feed, got <html>'],
    ['a feed that is cut off', rss(item()).slice(0, -20), 'expected XML'],
    ['an unknown entity', rss('<title>&own;</title>'), 'expected XML'],
    ['a document type', `<!DOCTYPE rss [<!ENTITY a "aaaa">]>${rss('<title>&a;</title>')}`, 'without a document type'],
    ['an external entity', `<!DOCTYPE rss SYSTEM "file:///etc/passwd">${rss('')}`, 'without a document type'],
    ['an unknown encoding', rss('').replace('?>', ' encoding="klingon"?>'), 'got "klingon"'],
    ['too many episodes', rss(item().repeat(limits.items + 1)), `at most ${limits.items} episodes`],
    ['too deep a tree', rss('<a>'.repeat(limits.depth)), 'within each other'],
  ])('%s', async (_, text, message) => {
    const failed = parse(text, '', 1);
    await expect(failed).rejects.toThrow(FeedError);
    await expect(failed).rejects.toThrow(message);
  });

  test('more bytes than it would ever read, without reading on', async () => {
    let sent = 0;
    const endless = (async function* () {
      yield Buffer.from(rss('').slice(0, -17));
      for (;;) {
        sent += 1_000_000;
        yield Buffer.alloc(1_000_000, ' ');
      }
    })();
    await expect(parseFeed(endless)).rejects.toThrow(`at most ${limits.bytes} bytes`);
    expect(sent).toBeLessThanOrEqual(limits.bytes + 1_000_000);
  });
});
