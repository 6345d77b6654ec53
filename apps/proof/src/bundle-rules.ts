// What must hold of an entry in somebody's bundle.
import { readApiReport } from './api-report.ts';
import { bundle, gzipBytes } from './bundle.ts';
import { exportedValues } from './exported-values.ts';
import type { Entry, Package } from './package.ts';
import type { Ceiling } from './size-ceilings.ts';

/** Names that only Node has: an entry that says them breaks in a browser or a worker, or drags a polyfill in. */
const ofNode = ['node:', 'process.', 'Buffer'];

/** A scope of asynchronous work is what this one knows, and Bun, Deno and Workers have it under this name too. */
const allowedOfNode: Readonly<Record<string, readonly string[]>> = { '@scry/chaos': ['node:async_hooks'] };

/** An audit log is files, and their hashes: its core is for Node. */
const forNode = ['@scry/audit'];

/** Where the bundler finds the package, and the peers that it leaves to the user. */
interface Place {
  readonly directory: string;
  readonly external: readonly string[];
}

/** What the platform has is in nobody's bundle; that the core takes nothing of it is a rule of its own. */
export function placeIn(directory: string, { manifest }: Package): Place {
  return { directory, external: [...Object.keys(manifest.peerDependencies ?? {}), 'node:*'] };
}

/** gzip -9 of everything that the entry exports, minified. */
export async function entryBytes(entry: Entry, place: Place): Promise<number> {
  return gzipBytes(await wholeEntry(entry, place, { minify: true }));
}

export async function sizeFaults(entry: Entry, ceiling: Ceiling | undefined, place: Place): Promise<string[]> {
  const bytes = await entryBytes(entry, place);
  if (ceiling === undefined) return [`${entry.specifier} has no ceiling: it has ${bytes} bytes`];
  return bytes > ceiling.bytes ? [`${entry.specifier} has ${bytes} bytes, over its ceiling of ${ceiling.bytes}`] : [];
}

/** A module that computes anything when it is loaded stays in bundles that never use it. */
export async function unusedFaults(entry: Entry, place: Place): Promise<string[]> {
  const code = await bundle(`import * as unused from '${entry.specifier}';`, place.directory, place);
  const left = code.replace(/^\/\/.*$/gm, '').trim();
  return left === '' ? [] : [`an unused import of ${entry.specifier} leaves ${left.length} characters in the bundle`];
}

/** The core entry runs wherever JavaScript runs. */
export async function coreFaults(each: Package, place: Place): Promise<string[]> {
  const core = each.entries.find(({ subpath }) => subpath === '.');
  if (core === undefined) return [`${each.name} has no core entry`];
  const allowed = allowedOfNode[each.name] ?? [];
  const external = [...place.external, ...allowed];
  const platform = forNode.includes(each.name) ? 'node' : 'browser';
  const bundled = await wholeEntry(core, { ...place, external }, { minify: false, platform }).catch(String);
  const code = allowed.reduce((text, name) => text.replaceAll(`from "${name}"`, ''), bundled);
  const foreign = namesOfOthers(each, core).filter((name) => declares(code, name));
  const ofPlatform = forNode.includes(each.name) ? [] : ofNode.filter((name) => mentions(code, name));
  return [...ofPlatform, ...foreign].map((name) => `${name} must not appear in a bundle of ${each.name}`);
}

function namesOfOthers(each: Package, core: Entry): string[] {
  const own = exportedValues(readApiReport(each, core));
  const others = each.entries.filter((entry) => entry !== core);
  return others.flatMap((entry) => exportedValues(readApiReport(each, entry)).filter((name) => !own.includes(name)));
}

/** As a word of its own: an `ArrayBuffer` is everybody's. */
function mentions(code: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name.replace('.', '\\.')}`).test(withoutComments(code));
}

/** An entry may be about common words, such as `all` and `not`: the core may say them, and holds the entry only if it makes them. */
function declares(code: string, name: string): boolean {
  return new RegExp(`\\b(?:function\\*?|class|const|let|var)\\s+${name}\\b`).test(withoutComments(code));
}

function withoutComments(code: string): string {
  return code.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
}

function wholeEntry(
  entry: Entry,
  place: Place,
  options: { minify: boolean; platform?: 'browser' | 'node' },
): Promise<string> {
  return bundle(`export * from '${entry.specifier}';`, place.directory, { ...options, external: place.external });
}
