/** Where an action belongs in OCSF. */
export interface OcsfClass {
  readonly uid: number;
  readonly name: string;
  readonly activityId: number;
  readonly activityName: string;
}

const classes = {
  3002: 'Authentication',
  3004: 'Entity Management',
  6002: 'Application Lifecycle',
  6003: 'API Activity',
} as const;

/** OCSF's number for an activity that the class has no name for. */
const other = 99;

type Place = readonly [uid: keyof typeof classes, activityId: number, activityName: string];

const places: Readonly<Record<string, Place>> = {
  'auth.login.success': [3002, 1, 'Logon'],
  'auth.login.failure': [3002, 1, 'Logon'],
  'auth.logout': [3002, 2, 'Logoff'],
  'auth.mfa.verify.success': [3002, other, 'MFA Verify'],
  'auth.mfa.verify.failure': [3002, other, 'MFA Verify'],
  'api_key.created': [3004, 1, 'Create'],
  'api_key.revoked': [3004, 4, 'Delete'],
  'config.updated': [3004, 3, 'Update'],
  'config.reloaded': [3004, other, 'Reload'],
  'adapter.registered': [3004, 1, 'Create'],
  'service.started': [6002, 3, 'Start'],
  'service.stopped': [6002, 4, 'Stop'],
  'health_check.failed': [6002, other, 'Health Check'],
};

/** What the last word of an action says in the terms of API Activity. */
const activities: readonly (readonly [words: RegExp, place: Place])[] = [
  [/\.(?:created|generated|recorded)$/, [6003, 1, 'Create']],
  [/\.(?:read|searched|verified)$/, [6003, 2, 'Read']],
  [/\.(?:write|updated)$/, [6003, 3, 'Update']],
  [/\.(?:deleted?|pruned)$/, [6003, 4, 'Delete']],
];

/** The class and activity of an action. */
export function ocsfClassOf(action: string): OcsfClass {
  const own = Object.hasOwn(places, action) ? places[action] : activities.find(([words]) => words.test(action))?.[1];
  const [uid, activityId, activityName] = own ?? [6003, other, action.slice(action.lastIndexOf('.') + 1)];
  return { uid, name: classes[uid], activityId, activityName };
}
