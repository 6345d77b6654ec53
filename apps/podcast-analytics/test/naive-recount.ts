import type { Hit } from '../src/counting/hit.ts';

/** A hit of a made-up log, and what its maker knows of it: who listens to what, with what. */
export interface KnownHit {
  readonly id: string;
  readonly hit: Hit;
  readonly person: string;
  readonly episode: string;
  readonly agent: 'player' | 'bot' | 'watch' | 'nothing';
  readonly inDataCentre: boolean;
  readonly media: boolean;
}

export interface NaiveRules {
  readonly op3: boolean;
  readonly rolling: boolean;
  /** Of every episode. */
  readonly size: number;
  readonly header: number;
  readonly minute: number;
}

const day = 86_400_000;

/** The rules of counting as their page tells them, in the plainest way: byte by byte and hit by hit. */
export function naiveRecount(log: readonly KnownHit[], rules: NaiveRules): Map<string, string> {
  const outcomes = new Map<string, string>();
  const eligible: KnownHit[] = [];
  for (const known of log) {
    const reason = reasonAgainst(known, rules);
    if (reason) outcomes.set(known.id, reason);
    else eligible.push(known);
  }
  eligible.sort((a, b) => a.hit.time - b.hit.time || (a.id < b.id ? -1 : 1));
  const taken = new Set<KnownHit>();
  for (const first of eligible) {
    if (taken.has(first)) continue;
    const window = eligible.filter((other) => !taken.has(other) && sameDownload(first, other, rules));
    for (const hit of window) taken.add(hit);
    const counted = theCountedHit(window, rules);
    for (const { id } of window) outcomes.set(id, counted ? 'same-download' : 'under-one-minute');
    if (counted) outcomes.set(counted.id, 'counted');
  }
  return outcomes;
}

function reasonAgainst({ hit, agent, inDataCentre, media }: KnownHit, rules: NaiveRules): string | undefined {
  if (hit.method !== 'GET') return 'not-get';
  if (hit.status !== undefined && hit.status !== 200 && hit.status !== 206) return 'status';
  if (!media) return 'not-media';
  if (hit.range !== undefined || hit.status === 206) {
    if (sizeOfRequest(hit, rules) <= 2 && !(rules.op3 && isFirstTwoBytes(hit, rules))) return 'probe';
  }
  if (agent === 'nothing') return 'no-agent';
  if (agent === 'watch') return rules.op3 ? 'bot-agent' : 'watch-os';
  if (agent === 'bot') return 'bot-agent';
  if (inDataCentre && !rules.op3) return 'bot-network';
  return undefined;
}

function sameDownload(first: KnownHit, other: KnownHit, { rolling, op3 }: NaiveRules): boolean {
  if (first.person !== other.person || first.episode !== other.episode) return false;
  if (op3 && first.hit.referer !== other.hit.referer) return false;
  if (rolling) return other.hit.time >= first.hit.time && other.hit.time < first.hit.time + day;
  return utcDay(first.hit.time) === utcDay(other.hit.time);
}

function utcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function theCountedHit(window: readonly KnownHit[], rules: NaiveRules): KnownHit | undefined {
  if (rules.op3) return window.find(({ hit }) => !isFirstTwoBytes(hit, rules)) ?? window[0];
  const heard = new Set<number>();
  let loose = 0;
  for (const { hit } of window) {
    if (hit.status === 206 && hit.range === undefined) loose += hit.bytesSent ?? 0;
    else for (const byte of bytesOf(hit, rules)) if (byte >= rules.header) heard.add(byte);
  }
  return heard.size + loose >= Math.min(rules.minute, rules.size - rules.header) ? window[0] : undefined;
}

function isFirstTwoBytes(hit: Hit, rules: NaiveRules): boolean {
  return !(hit.status === 206 && hit.range === undefined) && bytesOf(hit, rules).join() === '0,1';
}

function sizeOfRequest(hit: Hit, rules: NaiveRules): number {
  if (hit.status === 206 && hit.range === undefined) return hit.bytesSent ?? 0;
  return bytesOf(hit, rules).length;
}

/** The bytes that a hit transferred, one by one. The range is one of the forms `5-9`, `5-` and `-5`. */
function bytesOf(hit: Hit, { size }: NaiveRules): number[] {
  const all = Array.from({ length: size }, (_, byte) => byte);
  const [from = '', to = ''] = (hit.status === 200 ? undefined : hit.range)?.replace('bytes=', '').split('-') ?? ['0'];
  const asked = all.filter((byte) =>
    from === '' ? byte >= size - Number(to) : byte >= Number(from) && (to === '' || byte <= Number(to)),
  );
  return asked.slice(0, hit.bytesSent ?? size);
}
