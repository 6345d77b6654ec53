// What an import costs in somebody's bundle.
import { gzipSync } from 'node:zlib';
import type { Platform } from 'esbuild';
import { build } from 'esbuild';

export interface BundleOptions {
  readonly minify?: boolean;
  readonly platform?: Platform;
  /** Left out of the bundle, as the user's own copy of a peer is. */
  readonly external?: readonly string[];
  /** Modules that stand for others, by name. */
  readonly alias?: Readonly<Record<string, string>>;
}

/** Bundles the statements as if they stood in a file of the folder. */
export async function bundle(code: string, directory: string, options: BundleOptions = {}): Promise<string> {
  const result = await build({
    stdin: { contents: code, resolveDir: directory, sourcefile: 'consumer.js' },
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'silent',
    legalComments: 'none',
    minify: options.minify ?? false,
    platform: options.platform ?? 'neutral',
    external: [...(options.external ?? [])],
    alias: { ...options.alias },
  });
  return result.outputFiles.map((file) => file.text).join('');
}

export function gzipBytes(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}
