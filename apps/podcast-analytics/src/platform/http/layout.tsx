import type { Child, FC } from 'hono/jsx';
import type { AssetUrl } from './assets.ts';

interface LayoutProps {
  readonly title: string;
  readonly assetUrl: AssetUrl;
  /** The path of the page that is marked as the current one. */
  readonly current: string;
  readonly children?: Child;
}

const pages = [
  ['/', 'Downloads'],
  ['/hits', 'Hits'],
] as const;

/** htmx may neither evaluate text as code nor write styles into the page: the content security policy forbids both. */
const htmxConfig = JSON.stringify({ includeIndicatorCSS: false, transitions: false });

/** What all pages of the console have around them. */
export const Layout: FC<LayoutProps> = ({ title, assetUrl, current, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="htmx-config" content={htmxConfig} />
      <title>{`${title} · Podcast analytics`}</title>
      <link rel="icon" type="image/svg+xml" href={assetUrl('icon.svg')} />
      <link rel="stylesheet" href={assetUrl('uplot.css')} />
      <link rel="stylesheet" href={assetUrl('console.css')} />
      <script src={assetUrl('htmx.js')} defer />
      <script src={assetUrl('uplot.js')} defer />
      <script src={assetUrl('console.js')} defer />
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the report
      </a>
      <header class="top">
        <a class="brand" href="/">
          <img src={assetUrl('icon.svg')} alt="" width="22" height="22" />
          Podcast analytics
        </a>
        <nav aria-label="Pages">
          {pages.map(([path, name]) => (
            <a href={path} aria-current={path === current ? 'page' : undefined}>
              {name}
            </a>
          ))}
          <a href="/openapi.json">API</a>
        </nav>
      </header>
      {children}
    </body>
  </html>
);
