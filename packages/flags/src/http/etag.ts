import type { FlagDocument } from '../flag-document.ts';

/** The same for the same text on every server, so that a client may ask one and then another. */
export async function etagOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const bytes = [...new Uint8Array(digest).subarray(0, 16)];
  return `"${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}

/** A document as it is sent. */
export interface Rendition {
  readonly text: string;
  readonly etag: string;
}

const renditions = new WeakMap<FlagDocument, Promise<Rendition>>();

/** Written out once for each document. */
export function renditionOf(document: FlagDocument): Promise<Rendition> {
  const known = renditions.get(document);
  if (known) return known;
  const text = JSON.stringify(document);
  const rendition = etagOf(text).then((etag) => ({ text, etag }));
  renditions.set(document, rendition);
  return rendition;
}

/** Whether a list of entity tags, or `*`, has this one (RFC 9110 §8.8.3.2, weak comparison). */
export function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
