// A line is an event's JSON. Its place in the chain stands at fixed places in it, so that it is found without parsing.
import { sha256Hex } from './sha256.ts';

/** What comes before the first event. */
export const firstPrev = '0'.repeat(64);

/** An event that has no place in the chain yet: its JSON before and after the number, without the closing brace. */
export interface Draft {
  readonly id: string;
  readonly head: string;
  readonly rest: string;
}

export interface SealedLine {
  readonly text: string;
  readonly seq: number;
  readonly hash: string;
}

/** Gives an event its place: after the event with the hash `prev`. */
export function seal(draft: Draft, seq: number, prev: string): SealedLine {
  const hashed = `${draft.head}${seq}${draft.rest},"prev":"${prev}"`;
  const hash = sha256Hex(hashed);
  return { text: `${hashed},"hash":"${hash}"}`, seq, hash };
}

/** What a line says of its place. */
export interface LinePlace {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
}

const start = /^\{"v":1,"id":"[0-9A-Z]{26}","stream":"(?:[^"\\]|\\.)*","seq":([1-9]\d{0,15}),/;
const end = /^,"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/;
const endLength = 149;
const hashLength = 75;
/** The start of a line with the longest name that a stream may have, each character of it escaped. */
const longestStart = 700;

/** The place that a line states; undefined when the line is not one of ours, or its hash is not that of its bytes. */
export function placeOf(line: Buffer): LinePlace | undefined {
  const { length } = line;
  const seq = start.exec(line.toString('latin1', 0, Math.min(length, longestStart)))?.[1];
  const [, prev, hash] = end.exec(line.toString('latin1', Math.max(0, length - endLength), length)) ?? [];
  if (seq === undefined || prev === undefined || hash === undefined) return undefined;
  return sha256Hex(line.subarray(0, length - hashLength)) === hash ? { seq: Number(seq), prev, hash } : undefined;
}

/** The number in a line of our own. */
export function seqOf(line: string): number {
  return Number(start.exec(line)?.[1]);
}

/** The hash in a line of our own. */
export function hashOf(line: string): string {
  return line.slice(-66, -2);
}
