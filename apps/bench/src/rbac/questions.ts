// The same questions for everybody, and the answers that all must agree on.

export interface User {
  readonly id: string;
  readonly tenantId: string;
  readonly teamIds: readonly string[];
}

export interface Campaign {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly sharedTeamIds: readonly string[];
}

const roleCount = 5;
export const resources = Array.from({ length: 6 }, (_, i) => `resource${i}`);
export const actions = ['create', 'read', 'update', 'delete', 'export'];

/** Five roles over thirty permissions: the first has six of them, the last all. */
export const roles = Array.from({ length: roleCount }, (_, role) => ({
  name: `role${role}`,
  permissions: resources
    .flatMap((resource) => actions.map((action) => ({ resource, action })))
    .filter((_, i) => i % roleCount <= role),
}));

/** The first 1024 of a linear congruential generator: everybody is asked the same. */
export function numbers(count: number, below: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
}

export const questionCount = 1_024;
const [askedRoles, askedResources, askedActions] = [
  numbers(questionCount, roleCount, 1),
  numbers(questionCount, resources.length, 2),
  numbers(questionCount, actions.length, 3),
];

export interface RoleQuestion {
  readonly role: number;
  readonly roleName: string;
  readonly resource: string;
  readonly action: string;
  readonly permission: `${string}:${string}`;
}

export const roleQuestions = askedRoles.map((role, i): RoleQuestion => {
  const [resource, action] = [resources[askedResources[i] ?? 0] ?? '', actions[askedActions[i] ?? 0] ?? ''];
  return { role, roleName: `role${role}`, resource, action, permission: `${resource}:${action}` };
});

export const users: User[] = Array.from({ length: 32 }, (_, i) => ({
  id: `user${i}`,
  tenantId: `tenant${i % 2}`,
  teamIds: [`team${i % 4}`, `team${4 + (i % 3)}`],
}));

export function campaigns(count: number): Campaign[] {
  const [tenants, owners, one, other] = [
    numbers(count, 4, 5),
    numbers(count, 32, 6),
    numbers(count, 8, 7),
    numbers(count, 8, 8),
  ];
  return tenants.map((tenant, i) => ({
    id: `campaign${i}`,
    tenantId: `tenant${tenant === 3 ? 1 : 0}`,
    ownerId: `user${owners[i]}`,
    sharedTeamIds: [`team${one[i]}`, `team${other[i]}`],
  }));
}

/** What an application without a library would write. */
export function mayUpdate(user: User, campaign: Campaign): boolean {
  if (user.tenantId === '' || user.tenantId !== campaign.tenantId) return false;
  return campaign.ownerId === user.id || campaign.sharedTeamIds.some((team) => user.teamIds.includes(team));
}
