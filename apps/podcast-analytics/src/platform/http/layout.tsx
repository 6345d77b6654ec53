import type { Child, FC } from 'hono/jsx';
import type { Account } from '../../features/accounts/account.ts';
import type { AppPermission } from '../../scry/rbac.ts';
import { assetUrl } from './assets.ts';
import { pageAt, visibleSections } from './navigation.ts';

export interface LayoutProps {
  readonly title: string;
  /** Of the page, so that the navigation can mark it. */
  readonly path: string;
  /** Who looks at it; nobody before the log-in. */
  readonly account?: Account | undefined;
  readonly may: (permission: AppPermission) => boolean;
  readonly children?: Child;
}

/** htmx may neither evaluate text as code nor write styles into the page: the content security policy forbids both. */
const htmxConfig = JSON.stringify({ includeIndicatorCSS: false, transitions: false });

/** What all pages of the console have around them. */
export const Layout: FC<LayoutProps> = ({ title, path, account, may, children }) => (
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
      <script src={assetUrl('charts.js')} defer />
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
        {account && <Navigation path={path} account={account} may={may} />}
      </header>
      {children}
    </body>
  </html>
);

type NavigationProps = Required<Pick<LayoutProps, 'path' | 'may'>> & { readonly account: Account };

const Navigation: FC<NavigationProps> = ({ path, account, may }) => {
  const current = pageAt(path);
  const sections = visibleSections(may);
  const open = sections.find(({ pages }) => pages.some((page) => page.path === current?.path));
  return (
    <>
      <nav aria-label="Sections">
        {sections.map((section) => (
          <a href={section.pages[0]?.path} aria-current={section === open ? 'true' : undefined}>
            {section.name}
          </a>
        ))}
        <a href="/api" aria-current={path === '/api' ? 'true' : undefined}>
          API
        </a>
      </nav>
      <form class="who" method="post" action="/logout">
        <span title={account.role}>{account.name}</span>
        <button type="submit">Log out</button>
      </form>
      {open && open.pages.length > 1 && (
        <nav class="pages" aria-label={`Pages of ${open.name}`}>
          {open.pages.map((page) => (
            <a href={page.path} aria-current={page.path === current?.path ? 'page' : undefined}>
              {page.name}
            </a>
          ))}
        </nav>
      )}
    </>
  );
};
