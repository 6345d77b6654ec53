import { pickWeighted, seededRandom } from '../src/demo/random.ts';
import type { BalancedRequest } from './balancer.ts';

/** What the service promises to go on with, whatever is down. */
export const promises = ['redirect', 'ingest', 'report', 'page'] as const;
export type Promised = (typeof promises)[number];

export interface PromisedRequest extends BalancedRequest {
  readonly kind: Promised;
  /** Of the hits in it, to find them again: no two hits have the same. */
  readonly hitTimes: readonly number[];
}

/** Whose requests they are. */
export interface Credentials {
  readonly apiKey: string;
  readonly session: string;
}

export const mediaHost = 'media.example';
const redirectPath = `/e/demo/${mediaHost}/gameday/redirect.mp3`;

/** The questions that the reports are asked: the same few all day long, as dashboards do. */
const reports = [
  '/api/v1/downloads?groupBy=day',
  '/api/v1/downloads?groupBy=app&limit=10',
  '/api/v1/downloads?groupBy=episode&limit=10',
  '/api/v1/exclusions',
] as const;
const hitsInRequest = 5;
const shares = [
  [10, 'redirect'],
  [5, 'ingest'],
  [5, 'report'],
  [4, 'page'],
] as const;

export interface Traffic {
  /** The nth request, always the same one for a seed. */
  at(n: number): PromisedRequest;
  of(kind: Promised, n: number): PromisedRequest;
}

/** @param firstTime of the hits, which lie a millisecond apart */
export function createTraffic(seed: number, firstTime: number, { apiKey, session }: Credentials): Traffic {
  function of(kind: Promised, n: number): PromisedRequest {
    const forwarded = { 'x-forwarded-for': addressOf(n) };
    const nothing = { kind, hitTimes: [] };
    switch (kind) {
      case 'redirect':
        return { ...nothing, path: redirectPath, expected: 302, headers: { ...forwarded, 'user-agent': player } };
      case 'ingest': {
        const hitTimes = Array.from({ length: hitsInRequest }, (_, i) => firstTime + n * hitsInRequest + i);
        const body = hitTimes.map((time) => hitAt(time, time - firstTime)).join('\n');
        const headers = { ...forwarded, 'x-api-key': apiKey, 'content-type': 'application/x-ndjson' };
        return { kind, hitTimes, path: '/api/v1/hits', method: 'POST', expected: 202, headers, body };
      }
      case 'report': {
        const path = reports[n % reports.length] ?? reports[0];
        return { ...nothing, path, expected: 200, headers: { ...forwarded, 'x-api-key': apiKey } };
      }
      case 'page':
        return { ...nothing, path: '/', expected: 200, headers: { ...forwarded, cookie: `session=${session}` } };
      default:
        return kind satisfies never;
    }
  }

  return { of, at: (n) => of(pickWeighted(shares, seededRandom(seed * 1_000_003 + n)), n) };
}

const player = 'AntennaPod/3.4.0';

/** A whole episode, by a listener of its own: it counts as one download. */
function hitAt(time: number, number: number): string {
  const url = `https://${mediaHost}/gameday/ingest.mp3`;
  const address = addressOf(number);
  return JSON.stringify({ time, method: 'GET', url, status: 200, address, userAgent: player, bytesSent: 24_000_000 });
}

/** Of networks that host nothing; each is one client's. */
function addressOf(n: number): string {
  return `81.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
}
