import type { AppPermission } from '../../scry/rbac.ts';

/** A page of the console, shown in the navigation to those who may open it. */
export interface NavigationPage {
  readonly path: string;
  readonly name: string;
  /** Undefined: everybody who is logged in. */
  readonly permission?: AppPermission;
}

export interface NavigationSection {
  readonly name: string;
  /** The first that somebody may open is where the section leads to. */
  readonly pages: readonly NavigationPage[];
}

const sections: readonly NavigationSection[] = [
  {
    name: 'Downloads',
    pages: [
      { path: '/', name: 'Overview', permission: 'shows:read' },
      { path: '/hits', name: 'Hits', permission: 'shows:read' },
      { path: '/imports', name: 'Imports', permission: 'imports:read' },
      { path: '/prefix', name: 'Prefix', permission: 'redirects:read' },
    ],
  },
  {
    name: 'Shows',
    pages: [{ path: '/shows', name: 'Shows', permission: 'shows:read' }],
  },
  {
    name: 'Campaigns',
    pages: [
      { path: '/campaigns', name: 'All campaigns', permission: 'campaigns:list' },
      { path: '/campaigns/new', name: 'New campaign', permission: 'campaigns:create' },
    ],
  },
  {
    name: 'Reports',
    pages: [{ path: '/reports', name: 'Reports', permission: 'reports:read' }],
  },
  {
    name: 'Billing',
    pages: [
      { path: '/billing', name: 'Invoices', permission: 'billing:read' },
      { path: '/billing/parties', name: 'Addresses', permission: 'billing:read' },
    ],
  },
  {
    name: 'Operations',
    pages: [
      { path: '/operations', name: 'Health', permission: 'operations:read' },
      { path: '/operations/providers', name: 'Providers', permission: 'operations:read' },
      { path: '/operations/backups', name: 'Backups', permission: 'operations:read' },
      { path: '/operations/flags', name: 'Features', permission: 'flags:read' },
      { path: '/operations/jobs', name: 'Jobs', permission: 'jobs:read' },
      { path: '/operations/audit', name: 'Audit', permission: 'audit:read' },
      { path: '/operations/access', name: 'Access', permission: 'permissions:explain' },
    ],
  },
  {
    name: 'Account',
    pages: [
      { path: '/account', name: 'You', permission: 'account:read' },
      { path: '/account/users', name: 'Users', permission: 'users:read' },
      { path: '/account/keys', name: 'API keys', permission: 'keys:read' },
      { path: '/account/teams', name: 'Teams', permission: 'teams:read' },
      { path: '/account/tenants', name: 'Tenants', permission: 'tenants:read' },
      { path: '/account/privacy', name: 'Privacy', permission: 'privacy:export' },
    ],
  },
];

/** The page of the navigation that a path belongs to: `/campaigns/7` to `/campaigns`. */
export function pageAt(path: string): NavigationPage | undefined {
  let found: NavigationPage | undefined;
  for (const page of sections.flatMap(({ pages }) => pages)) {
    const isAbove = path === page.path || (page.path !== '/' && path.startsWith(`${page.path}/`));
    if (isAbove && page.path.length > (found?.path.length ?? 0)) found = page;
  }
  return found;
}

/** The sections without what `may` refuses. */
export function visibleSections(may: (permission: AppPermission) => boolean): NavigationSection[] {
  return sections
    .map((section) => ({
      ...section,
      pages: section.pages.filter(({ permission }) => permission === undefined || may(permission)),
    }))
    .filter(({ pages }) => pages.length > 0);
}
