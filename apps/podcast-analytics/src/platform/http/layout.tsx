import type { Child, FC } from 'hono/jsx';
import type { Account } from '../../features/accounts/account.ts';
import type { AssetUrl } from './assets.ts';

interface LayoutProps {
  readonly title: string;
  readonly assetUrl: AssetUrl;
  /** The path of the page that is marked as the current one. */
  readonly current: string;
  /** Who looks at it; nobody on the page of the log-in. */
  readonly account?: Account | undefined;
  readonly children?: Child;
}

const pages = [
  ['/', 'Downloads'],
  ['/hits', 'Hits'],
  ['/operations', 'Operations'],
  ['/operations/flags', 'Features'],
  ['/operations/audit', 'Audit'],
  ['/operations/access', 'Access'],
] as const;

/** htmx may neither evaluate text as code nor write styles into the page: the content security policy forbids both. */
const htmxConfig = JSON.stringify({ includeIndicatorCSS: false, transitions: false });

/** What all pages of the console have around them. */
export const Layout: FC<LayoutProps> = ({ title, assetUrl, current, account, children }) => (
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
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/">
          <img src={assetUrl('icon.svg')} alt="" width="22" height="22" />
          Podcast analytics
        </a>
        {account && <Navigation current={current} account={account} />}
      </header>
      {children}
    </body>
  </html>
);

const Navigation: FC<{ readonly current: string; readonly account: Account }> = ({ current, account }) => (
  <>
    <nav aria-label="Pages">
      {pages.map(([path, name]) => (
        <a href={path} aria-current={path === current ? 'page' : undefined}>
          {name}
        </a>
      ))}
      <a href="/openapi.json">API</a>
    </nav>
    <form class="who" method="post" action="/logout">
      <span title={account.role}>{account.name}</span>
      <button type="submit">Log out</button>
    </form>
  </>
);

/** The text of a whole page. */
export function page(content: { toString(): string }): string {
  return `<!doctype html>${content}`;
}
