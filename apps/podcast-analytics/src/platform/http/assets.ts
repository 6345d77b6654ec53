import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HttpApp } from './create-http-app.ts';

export type AssetName = keyof typeof paths;

const require = createRequire(import.meta.url);
const own = (name: string) => fileURLToPath(new URL(`../../../public/${name}`, import.meta.url));

const paths = {
  'charts.js': own('charts.js'),
  'console.css': own('console.css'),
  'console.js': own('console.js'),
  'icon.svg': own('icon.svg'),
  'htmx.js': require.resolve('htmx.org/dist/htmx.min.js'),
  'uplot.js': require.resolve('uplot/dist/uPlot.iife.min.js'),
  'uplot.css': require.resolve('uplot/dist/uPlot.min.css'),
};

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const assets = new Map(
  Object.entries(paths).map(([name, path]) => {
    const content = readFileSync(path);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    return [name, { url: `/assets/${hash}/${name}`, content }];
  }),
);

/** The address of an asset. It changes with the content, so that browsers need never ask again. */
export function assetUrl(name: AssetName): string {
  return assets.get(name)?.url ?? '';
}

/** Serves what the pages load besides themselves. */
export function serveAssets(app: HttpApp): void {
  for (const [name, { url, content }] of assets) {
    app.get(url, (context) =>
      context.body(content, 200, {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'cache-control': 'public, max-age=31536000, immutable',
      }),
    );
  }
}
