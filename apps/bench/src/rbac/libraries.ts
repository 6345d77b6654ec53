import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Conditions from '../../../../packages/rbac/src/conditions.ts';
import type * as ScryRbac from '../../../../packages/rbac/src/index.ts';
import { root } from '../../../proof/src/package.ts';
import { importPeer } from '../peers.ts';
import type { AccessControlModule, Casbin, Casl, Cedar, EasyRbac } from './peer-types.ts';
import { type Campaign, mayUpdate, type RoleQuestion, roles, type User, users } from './questions.ts';

type Answer = boolean | Promise<boolean>;

/** One way to answer the questions; undefined where a library has none, or takes minutes. */
export interface Library {
  /** Five roles, thirty permissions. */
  readonly roles?: () => Promise<(question: RoleQuestion) => Answer>;
  /** Owner or shared team, in the own tenant. */
  readonly conditions?: () => Promise<(user: number, campaign: Campaign) => Answer>;
  /** `count` grants, a hundred to a role. */
  readonly rules?: (count: number) => Promise<(role: number, rule: number) => Answer>;
  /** `count` rules for one instance each. */
  readonly instances?: (count: number) => Promise<(doc: { readonly id: string }) => Answer>;
  /** All campaigns that a user may update. */
  readonly filter?: (user: User) => Promise<(campaigns: readonly Campaign[]) => number>;
}

export const libraries: Readonly<Record<string, () => Promise<Library>>> = {
  bare: async () => bare,
  '@scry/rbac': () => scry(true),
  '@scry/rbac, roles array': () => scry(false),
  '@casl/ability': casl,
  casbin,
  accesscontrol: accessControl,
  '@cedar-policy/cedar-wasm': cedar,
  'easy-rbac': easyRbac,
};

const bare: Library = {
  async roles() {
    const sets = new Map(roles.map(({ name, permissions }) => [name, new Set(permissions.map(nameOf))]));
    return ({ roleName, permission }) => sets.get(roleName)?.has(permission) ?? false;
  },
  conditions: async () => (user, campaign) => mayUpdate(userAt(user), campaign),
  async rules(count) {
    const sets = Array.from({ length: count / 100 }, (_, role) => new Set(rulesOf(role).map(nameOf)));
    return (role, rule) => sets[role]?.has(permissionAt(rule)) ?? false;
  },
  async instances(count) {
    const ids = new Set(Array.from({ length: count }, (_, i) => `doc${i}`));
    return ({ id }) => ids.has(id);
  },
  filter: async (user) => (campaigns) => campaigns.filter((campaign) => mayUpdate(user, campaign)).length,
};

export async function importScry(): Promise<typeof ScryRbac & typeof Conditions> {
  const built = (entry: string) => import(pathToFileURL(join(root, `packages/rbac/dist/${entry}.js`)).href);
  return { ...(await built('index')), ...(await built('conditions')) };
}

async function scry(handles: boolean): Promise<Library> {
  const { createRbac, definePolicy, any, eq, overlaps, ref } = await importScry();
  // Policies that are made up here have names that the compiler does not know.
  const engine = (document: object): ScryRbac.Rbac => createRbac(definePolicy(document as never) as ScryRbac.Policy);
  const attributes = { id: 'string', tenantId: 'string', ownerId: 'string', sharedTeamIds: 'string[]' };
  const campaignPolicy = {
    version: 1,
    tenant: { principal: 'tenantId', resource: 'tenantId' },
    principal: { attributes: { id: 'string', tenantId: 'string', teamIds: 'string[]' } },
    resources: { campaigns: { actions: ['update'], attributes } },
    roles: {
      MANAGER: {
        grants: [
          {
            permission: 'campaigns:update',
            when: any(
              eq('resource.ownerId', ref('principal.id')),
              overlaps('resource.sharedTeamIds', ref('principal.teamIds')),
            ),
          },
        ],
      },
    },
  };
  return {
    async roles() {
      const { check, principal } = engine({ version: 1, tenant: false, ...vocabularyOf(roles) });
      const who = roles.map(({ name }) => (handles ? principal({ roles: [name] }) : { roles: [name] }));
      return ({ role, permission }) => check(who[role] ?? {}, permission);
    },
    async conditions() {
      const { check, principal } = engine(campaignPolicy);
      const who = users.map((user) =>
        handles ? principal({ ...user, roles: ['MANAGER'] }) : { ...user, roles: ['MANAGER'] },
      );
      return (user, campaign) => check(who[user] ?? {}, 'campaigns:update', campaign);
    },
    async rules(count) {
      const all = Array.from({ length: count / 100 }, (_, i) => ({ name: `role${i}`, permissions: rulesOf(i) }));
      const { check, principal } = engine({ version: 1, tenant: false, ...vocabularyOf(all) });
      const who = all.map(({ name }) => (handles ? principal({ roles: [name] }) : { roles: [name] }));
      return (role, rule) => check(who[role] ?? {}, permissionAt(rule));
    },
    async instances(count) {
      const grants = Array.from({ length: count }, (_, i) => ({
        permission: 'docs:read',
        when: { eq: ['resource.id', `doc${i}`] },
      }));
      const resources = { docs: { actions: ['read'], attributes: { id: 'string' } } };
      const { check, principal } = engine({ version: 1, tenant: false, resources, roles: { READER: { grants } } });
      const reader = principal({ roles: ['READER'] });
      return (doc) => check(reader, 'docs:read', doc);
    },
    async filter(user) {
      const { filter, principal } = engine(campaignPolicy);
      const who = principal({ ...user, roles: ['MANAGER'] });
      return (campaigns) => filter(who, 'campaigns:update', campaigns as never[]).length;
    },
  };
}

async function casl(): Promise<Library> {
  const { AbilityBuilder, createMongoAbility, subject } = await importPeer<Casl>('@casl/ability');
  const abilityOf = (rules: readonly { action: string; resource: string; conditions?: object }[]) => {
    const builder = new AbilityBuilder(createMongoAbility);
    for (const { action, resource, conditions } of rules) builder.can(action, resource, conditions);
    return builder.build();
  };
  const ofUser = ({ id, tenantId, teamIds }: User) =>
    abilityOf([
      { action: 'update', resource: 'campaigns', conditions: { tenantId, ownerId: id } },
      { action: 'update', resource: 'campaigns', conditions: { tenantId, sharedTeamIds: { $in: teamIds } } },
    ]);
  return {
    async roles() {
      const abilities = roles.map(({ permissions }) => abilityOf(permissions));
      return ({ role, resource, action }) => abilities[role]?.can(action, resource) ?? false;
    },
    async conditions() {
      const abilities = users.map(ofUser);
      return (user, campaign) => abilities[user]?.can('update', typed(campaign)) ?? false;
    },
    async rules(count) {
      const abilities = Array.from({ length: count / 100 }, (_, role) => abilityOf(rulesOf(role)));
      return (role, rule) => abilities[role]?.can(`action${rule % 10}`, `resource${Math.floor(rule / 10)}`) ?? false;
    },
    async instances(count) {
      const ability = abilityOf(
        Array.from({ length: count }, (_, i) => ({ action: 'read', resource: 'docs', conditions: { id: `doc${i}` } })),
      );
      return (doc) => ability.can('read', '__caslSubjectType__' in doc ? doc : subject('docs', doc));
    },
    async filter(user) {
      const ability = ofUser(user);
      return (campaigns) => campaigns.filter((campaign) => ability.can('update', typed(campaign))).length;
    },
  };

  /** CASL writes the type of a subject into it: done once for each, as an application would. */
  function typed(campaign: Campaign): object {
    return '__caslSubjectType__' in campaign ? campaign : subject('campaigns', campaign);
  }
}

const casbinModel = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act`;

async function casbin(): Promise<Library> {
  const { newEnforcer, newModelFromString, StringAdapter } = await importPeer<Casbin>('casbin');
  const enforcerOf = (model: string, lines: readonly string[]) =>
    newEnforcer(newModelFromString(model), new StringAdapter(lines.join('\n')));
  const line = (role: string) => (rule: { resource: string; action: string }) =>
    `p, ${role}, ${rule.resource}, ${rule.action}`;
  return {
    async roles() {
      const enforcer = await enforcerOf(
        casbinModel,
        roles.flatMap(({ name, permissions }) => permissions.map(line(name))),
      );
      return ({ roleName, resource, action }) => enforcer.enforceSync(roleName, resource, action);
    },
    async conditions() {
      const rule =
        'r.sub.tenantId == r.obj.tenantId && r.act == p.act && (r.obj.ownerId == r.sub.id || shares(r.sub, r.obj))';
      const enforcer = await enforcerOf(casbinModel.replace(/m = .*/, `m = ${rule}`), ['p, any, any, update']);
      const shares = (user: User, campaign: Campaign) =>
        campaign.sharedTeamIds.some((team) => user.teamIds.includes(team));
      await enforcer.addFunction('shares', shares);
      return (user, campaign) => enforcer.enforceSync(userAt(user), campaign, 'update');
    },
    async rules(count) {
      const lines = Array.from({ length: count / 100 }, (_, role) => rulesOf(role).map(line(`role${role}`))).flat();
      const enforcer = await enforcerOf(casbinModel, lines);
      return (role, rule) =>
        enforcer.enforceSync(`role${role}`, `resource${Math.floor(rule / 10)}`, `action${rule % 10}`);
    },
  };
}

async function accessControl(): Promise<Library> {
  const { AccessControl } = await importPeer<AccessControlModule>('accesscontrol');
  return {
    async roles() {
      const control = new AccessControl();
      for (const { name, permissions } of roles) {
        for (const { resource, action } of permissions) control.grant(name).action(action, resource, ['*']);
      }
      return ({ roleName, resource, action }) => control.tryCan(roleName).do(action, resource).granted;
    },
  };
}

async function cedar(): Promise<Library> {
  const { preparsePolicySet, statefulIsAuthorized } = await importPeer<Cedar>('@cedar-policy/cedar-wasm/nodejs');
  const allowed = (policySet: string, call: object) =>
    statefulIsAuthorized({
      preparsedPolicySetId: policySet,
      context: {},
      entities: [],
      validateRequest: false,
      ...call,
    }).response?.decision === 'allow';
  return {
    async roles() {
      const rules = roles.flatMap(({ name, permissions }) =>
        permissions.map(
          (each) =>
            `permit(principal == Role::"${name}", action == Action::"${each.action}", resource == Kind::"${each.resource}");`,
        ),
      );
      preparsePolicySet('roles', { staticPolicies: rules.join('\n') });
      return ({ roleName, resource, action }) =>
        allowed('roles', {
          principal: { type: 'Role', id: roleName },
          action: { type: 'Action', id: action },
          resource: { type: 'Kind', id: resource },
        });
    },
  };
}

async function easyRbac(): Promise<Library> {
  const { default: EasyRbac } = await importPeer<EasyRbac>('easy-rbac');
  return {
    async roles() {
      const rbac = EasyRbac.create(
        Object.fromEntries(roles.map(({ name, permissions }) => [name, { can: permissions.map(nameOf) }])),
      );
      return ({ roleName, permission }) => rbac.can(roleName, permission);
    },
    async conditions() {
      const when = async ({ user, campaign }: { user: User; campaign: Campaign }) => mayUpdate(user, campaign);
      const rbac = EasyRbac.create({ manager: { can: [{ name: 'campaigns:update', when }] } });
      return (user, campaign) => rbac.can('manager', 'campaigns:update', { user: userAt(user), campaign });
    },
  };
}

/** Ten actions to a resource, and ten resources to a role. */
function rulesOf(role: number): { resource: string; action: string }[] {
  return Array.from({ length: 100 }, (_, i) => ({
    resource: `resource${role * 10 + Math.floor(i / 10)}`,
    action: `action${i % 10}`,
  }));
}

function permissionAt(rule: number): `${string}:${string}` {
  return `resource${Math.floor(rule / 10)}:action${rule % 10}`;
}

function nameOf({ resource, action }: { resource: string; action: string }): `${string}:${string}` {
  return `${resource}:${action}`;
}

function vocabularyOf(all: readonly { name: string; permissions: readonly { resource: string; action: string }[] }[]) {
  const found = new Map<string, Set<string>>();
  for (const { resource, action } of all.flatMap(({ permissions }) => permissions)) {
    found.set(resource, (found.get(resource) ?? new Set()).add(action));
  }
  return {
    resources: Object.fromEntries([...found].map(([name, actions]) => [name, { actions: [...actions] }])),
    roles: Object.fromEntries(all.map(({ name, permissions }) => [name, { grants: permissions.map(nameOf) }])),
  };
}

function userAt(index: number): User {
  const user = users[index];
  if (user === undefined) throw new Error(`no user ${index}`);
  return user;
}
