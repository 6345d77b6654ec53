import { addressBlocks, type DemoShow, demoShows, listenerAgents, robotAgents, watchAgent } from './demo-catalogue.ts';
import { pickWeighted, seededRandom } from './random.ts';

export interface LogOptions {
  readonly seed: number;
  readonly lines: number;
  /** First moment, epoch milliseconds. */
  readonly from: number;
  readonly days: number;
}

const dayMs = 86_400_000;
const bytesPerMinute = 960_000;
/** The newest episode of each show when the log begins. */
const firstNumber = 20;
/** Each listener comes back now and then; this many lines a listener over the whole log. */
const linesPerListener = 12;

interface Listener {
  readonly address: string;
  readonly agent: string;
}

interface Line {
  readonly time: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
  readonly agent: string;
  readonly address: string;
}

/**
 * Lines of a combined access log, as the server of a small podcast network writes them: whole downloads, streams in ranges,
 * probes, robots, watches, pages and mistakes. The same options give the same lines.
 */
export function* generateLog({ seed, lines, from, days }: LogOptions): Generator<string> {
  const random = seededRandom(seed);
  const listeners = Math.max(1, Math.ceil(lines / linesPerListener));
  let written = 0;
  while (written < lines) {
    const time = from + Math.floor((rhythm((written / lines) * days) / rhythm(days)) * days * dayMs);
    const path = pickEpisode(time, from, random);
    for (const line of visit(time, path, listenerOf(seed, Math.floor(random() * listeners)), random)) {
      if (written++ >= lines) return;
      yield format(line);
    }
  }
}

/** Grows with the days, faster and slower in the course of each week and each day: people sleep, and commute. */
function rhythm(day: number): number {
  return day + 0.35 * Math.sin((2 * Math.PI * day) / 7) + 0.09 * Math.sin(2 * Math.PI * day);
}

interface Episode {
  readonly path: string;
  readonly bytes: number;
}

/** Most listen to the newest episode, fewer to each one before it. */
function pickEpisode(time: number, from: number, random: () => number): Episode {
  const show = pickWeighted(
    demoShows.map((demo) => [demo.weight, demo] as const),
    random,
  );
  const newest = firstNumber + Math.floor((time - from) / dayMs / show.everyDays);
  const number = Math.max(1, newest - Math.floor(random() ** 4 * 20));
  return { path: `/${show.slug}/episode-${number}.mp3`, bytes: sizeOf(show, number) };
}

/** When an episode of the log came out; those before the first of the log are older than it. */
export function publicationOf({ everyDays }: Pick<DemoShow, 'everyDays'>, number: number, from: number): number {
  return from + (number - firstNumber) * everyDays * dayMs;
}

function sizeOf({ minutes }: DemoShow, number: number): number {
  return Math.round(minutes * bytesPerMinute * (0.85 + ((number * 37) % 30) / 100));
}

/** The listener of a number is the same each time. */
function listenerOf(seed: number, number: number): Listener {
  const random = seededRandom(seed ^ Math.imul(number + 1, 0x9e3779b1));
  const octet = () => Math.floor(random() * 254) + 1;
  const isIpv6 = random() < 0.15;
  const block = pickWeighted(addressBlocks, random);
  const address = isIpv6
    ? `2a02:${octet().toString(16)}${octet().toString(16)}:${octet().toString(16)}::${octet().toString(16)}`
    : `${block}.${octet()}.${octet()}.${octet()}`;
  return { address, agent: pickWeighted(listenerAgents, random) };
}

type Visit = (base: Line, episode: Episode, random: () => number) => Line[];

const visits: readonly (readonly [weight: number, visit: Visit])[] = [
  [46, (base) => [base]],
  [16, stream],
  [8, (base, { bytes }) => [{ ...base, bytes: Math.floor(bytes / 500) }]], // left at once
  [9, (base, _episode, random) => [{ ...base, agent: robotAgents[Math.floor(random() * robotAgents.length)] ?? '-' }]],
  [4, (base) => [{ ...base, method: 'HEAD', bytes: 0 }]],
  [3, (base) => [{ ...base, path: '/index.html', bytes: 5120 }]],
  [2, (base) => [{ ...base, status: 404, bytes: 162 }]],
  [2, (base) => [{ ...base, agent: watchAgent }]],
  [1, (base) => [{ ...base, agent: '-' }]],
];

function visit(time: number, episode: Episode, { address, agent }: Listener, random: () => number): Line[] {
  const base = { time, method: 'GET', path: episode.path, status: 200, bytes: episode.bytes, agent, address };
  return pickWeighted(visits, random)(base, episode, random);
}

/** A player asks for two bytes to learn the size, and then for piece after piece until the listener has enough. */
function stream(base: Line, { bytes }: Episode, random: () => number): Line[] {
  const pieces = 1 + Math.floor(random() * 6);
  const piece = (n: number) => ({
    ...base,
    time: base.time + n * 20_000,
    status: 206,
    bytes: Math.min(1_048_576, bytes - n * 1_048_576),
  });
  return [{ ...base, status: 206, bytes: 2 }, ...Array.from({ length: pieces }, (_, n) => piece(n))];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function format({ time, method, path, status, bytes, agent, address }: Line): string {
  const [date = '', clock = ''] = new Date(time).toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  const stamp = `${day}/${months[Number(month) - 1]}/${year}:${clock} +0000`;
  return `${address} - - [${stamp}] "${method} ${path} HTTP/1.1" ${status} ${bytes} "-" "${agent}"`;
}
