import { setImmediate } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import sax, { type QualifiedTag } from 'sax';
import { type Feed, FeedError, type FeedItem } from './feed.ts';
import { durationSeconds, enclosureBytes, httpUrl, publicationTime } from './feed-values.ts';

/** Larger than any feed that is read as a whole by its apps; they are read from the network, so before they are unpacked too. */
export const limits = { bytes: 20_000_000, items: 5000, depth: 64, textLength: 500 } as const;

const pieceLength = 1 << 16;
const itunes = 'http://www.itunes.com/dtds/podcast-1.0.dtd';
const podcast = 'https://podcastindex.org/namespace/1.0';

/**
 * Reads RSS 2.0 with the itunes and podcast namespaces, as it arrives.
 *
 * The parser is sax: one file that has been kept for fifteen years, without dependencies, a stream that need not be held as
 * a tree, and no entities but XML's own and HTML's: what a document declares is never expanded. A document type is refused
 * all the same, for no feed needs one.
 * @throws {FeedError} where it is no feed, or too large
 */
export async function parseFeed(body: AsyncIterable<Uint8Array>, contentType = ''): Promise<Feed> {
  const reader = createFeedReader();
  let decoder: TextDecoder | undefined;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limits.bytes) throw new FeedError(`expected at most ${limits.bytes} bytes, got more`);
    decoder ??= decoderOf(chunk, contentType);
    const text = decoder.decode(chunk, { stream: true });
    for (let start = 0; start < text.length; start += pieceLength) {
      reader.write(text.slice(start, start + pieceLength));
      await setImmediate(); // a large feed must not hold everybody else up
    }
  }
  if (decoder) reader.write(decoder.decode());
  return reader.end();
}

/** RFC 7303: the byte order mark goes before the content type's charset, and that before the XML declaration. */
function decoderOf(head: Uint8Array, contentType: string): TextDecoder {
  const mark =
    head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
  const charset = /charset=["']?([\w-]+)/i.exec(contentType)?.[1];
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(Buffer.from(head.subarray(0, 200)).toString('latin1'));
  const label = mark ?? charset ?? declared?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label);
  } catch {
    throw new FeedError(`expected a known encoding, got "${label}"`);
  }
}

type Fields = Map<string, string>;

function createFeedReader() {
  const parser = sax.parser(true, { xmlns: true, position: false });
  const path: string[] = [];
  const channel: Fields = new Map();
  const items: FeedItem[] = [];
  let item: Fields | undefined;
  let isFeed = false;
  let text = '';

  const addText = (more: string) => {
    if (text.length < limits.textLength * 4) text += more;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.ondoctype = () => fail('expected a feed without a document type, got one with it');
  parser.onerror = (error) => fail(`expected XML, got ${error.message.split('\n')[0] ?? 'something else'}`);
  parser.onopentag = (tag) => {
    const name = nameOf(tag as QualifiedTag); // `xmlns` is on
    path.push(name);
    if (path.length > limits.depth) fail(`expected at most ${limits.depth} elements within each other, got more`);
    if (path.length === 1 && name !== 'rss') fail(`expected an RSS feed, got <${tag.name.slice(0, 40)}>`);
    isFeed ||= path.join('/') === 'rss/channel';
    text = '';
    if (path.join('/') === 'rss/channel/item') item = new Map();
    if (item && path.length === 4 && name === 'enclosure') keepEnclosure(item, tag as QualifiedTag);
  };
  parser.onclosetag = () => {
    const name = path.pop() ?? '';
    if (item && path.length === 3) keep(item, name, text);
    else if (!item && path.length === 2) keep(channel, name, text);
    if (item && name === 'item' && path.length === 2) {
      const episode = episodeOf(item);
      if (episode && items.push(episode) > limits.items) fail(`expected at most ${limits.items} episodes, got more`);
      item = undefined;
    }
    text = '';
  };

  return {
    write: (piece: string) => void parser.write(piece),
    end(): Feed {
      parser.close();
      if (!isFeed) fail('expected an RSS feed, got a document without a channel');
      return { ...channelOf(channel), items };
    },
  };
}

function fail(message: string): never {
  throw new FeedError(message);
}

/** Some feeds write https, or a capital letter, where the namespace has neither. */
function nameOf({ uri, local }: QualifiedTag): string {
  const space = uri.toLowerCase().replace(/^https:\/\/www\.itunes/, 'http://www.itunes');
  if (space === itunes) return `itunes:${local}`;
  if (space.startsWith(podcast) || space.includes('podcastindex-org/podcast-namespace')) return `podcast:${local}`;
  return uri === '' ? local : `other:${local}`;
}

/** The first of a name stands. */
function keep(fields: Fields, name: string, value: string): void {
  const clean = value.replace(/\s+/g, ' ').replaceAll(unstorable, '').trim().slice(0, limits.textLength);
  if (clean !== '' && !fields.has(name)) fields.set(name, clean);
}

/** PostgreSQL stores no NUL, and a control character has no place in a title. */
const unstorable = /[\p{Cc}\p{Cs}]/gu;

function keepEnclosure(fields: Fields, { attributes }: QualifiedTag): void {
  if (fields.has('url')) return;
  const url = httpUrl(attributes['url']?.value.trim() ?? '');
  if (url === undefined) return;
  fields.set('url', url);
  fields.set('length', attributes['length']?.value.trim() ?? '');
}

function channelOf(fields: Fields): Omit<Feed, 'items'> {
  return present({
    title: fields.get('title'),
    author: fields.get('itunes:author'),
    link: httpUrl(fields.get('link') ?? ''),
    language: fields.get('language'),
    podcastGuid: fields.get('podcast:guid'),
  });
}

function episodeOf(fields: Fields): FeedItem | undefined {
  const enclosureUrl = fields.get('url');
  if (enclosureUrl === undefined) return undefined;
  return {
    enclosureUrl,
    ...present({
      guid: fields.get('guid'),
      title: fields.get('title') ?? fields.get('itunes:title'),
      publishedAt: publicationTime(fields.get('pubDate') ?? ''),
      durationSeconds: durationSeconds(fields.get('itunes:duration') ?? ''),
      enclosureBytes: enclosureBytes(fields.get('length') ?? ''),
    }),
  };
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function present<T extends object>(values: T): Present<T> {
  // The cast: entries forget which value belongs to which name.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
