// What each library answers where the right answer is no: 1 is a yes. The same cases stand in packages/rbac/test/faults-of-peers.test.ts.
import type * as ScryRbac from '../../../../packages/rbac/src/index.ts';
import { importPeer } from '../peers.ts';
import { importScry } from './libraries.ts';
import type { AccessControlModule, Casbin, Casl, Cedar, EasyRbac } from './peer-types.ts';

export interface Fault {
  readonly id: string;
  readonly peer: string;
  readonly ours: () => Promise<boolean>;
  readonly theirs: () => Promise<boolean>;
}

interface Rules {
  readonly grants: readonly unknown[];
  readonly denies?: readonly object[];
  readonly tenant?: ScryRbac.PolicyDocument['tenant'];
}

export const faults: readonly Fault[] = [
  {
    id: 'a condition, asked without a resource',
    peer: '@casl/ability',
    ours: () => ours({ grants: [{ permission: 'docs:read', when: { eq: ['resource.cls', 'open'] } }] }, undefined),
    theirs: () => casl((can) => can('read', 'docs', { cls: 'open' }), 'docs'),
  },
  {
    id: 'a deny on a missing attribute',
    peer: '@casl/ability',
    ours: () =>
      ours(
        {
          grants: ['docs:read'],
          denies: [{ id: 'secret', permission: 'docs:read', when: { eq: ['resource.cls', 'secret'] } }],
        },
        {},
      ),
    theirs: () =>
      casl((can, cannot) => {
        can('read', 'docs');
        cannot('read', 'docs', { cls: 'secret' });
      }, {}),
  },
  {
    id: 'an undefined tenant, after JSON',
    peer: '@casl/ability',
    ours: () =>
      ours({ grants: ['docs:read'], tenant: { principal: 'tenantId', resource: 'tenantId' } }, { tenantId: 'other' }),
    theirs: () =>
      casl((can) => can('read', 'docs', JSON.parse(JSON.stringify({ tenantId: undefined }))), { tenantId: 'other' }),
  },
  {
    id: 'a deny that stands before the allow',
    peer: '@casl/ability',
    ours: () => ours({ grants: ['docs:read'], denies: [{ id: 'all', permission: 'docs:read' }] }, {}),
    theirs: () =>
      casl((can, cannot) => {
        cannot('read', 'docs');
        can('read', 'docs');
      }, {}),
  },
  {
    id: 'tenants missing on both sides',
    peer: 'casbin',
    ours: () => ours({ grants: ['docs:read'], tenant: { principal: 'tenantId', resource: 'tenantId' } }, {}),
    theirs: () => casbin('r.sub.tenantId == r.obj.tenantId && r.act == p.act', ['p, any, any, read'], [{}, {}, 'read']),
  },
  {
    id: 'another name that joins to the same cache key',
    peer: 'casbin',
    ours: () => ours({ grants: ['docs:read'] }, {}, 'docs$$:read'),
    theirs: () => casbinCached(['p, a$$b, c, read'], ['a$$b', 'c', 'read'], ['a', 'b$$c', 'read']),
  },
  {
    id: 'after the rule was taken away',
    peer: 'casbin',
    ours: async () => {
      const { rbac, policy } = await engine({ grants: ['docs:read'] });
      rbac.check({ roles: ['R'] }, 'docs:read', {});
      rbac.replace({ ...policy, roles: { R: {} } });
      return rbac.check({ roles: ['R'] }, 'docs:read', {});
    },
    theirs: () => casbinCached(['p, a, c, read'], ['a', 'c', 'read'], ['a', 'c', 'read'], true),
  },
  {
    id: 'a promise of no',
    peer: 'casbin',
    ours: () =>
      ours(
        { grants: [{ permission: 'docs:read', when: { eq: ['resource.cls', 'open'] } }] },
        { cls: Promise.resolve('open') },
      ),
    theirs: () =>
      casbin('isOpen(r.obj) && r.act == p.act', ['p, any, any, read'], ['u', 'd', 'read'], async () => false),
  },
  {
    id: 'a wildcard that swallows its neighbour',
    peer: 'casbin',
    ours: () => ours({ grants: ['docs:*'] }, {}, 'docs-internal:read'),
    theirs: () =>
      casbin('keyMatch(r.obj, p.obj) && r.act == p.act', ['p, any, /docs*, read'], ['u', '/docs-internal', 'read']),
  },
  {
    id: '“is not” of a missing attribute',
    peer: 'accesscontrol',
    ours: () => ours({ grants: [{ permission: 'docs:read', when: { ne: ['resource.cls', 'secret'] } }] }, {}),
    theirs: () => accessControl('$.cls != "secret"'),
  },
  {
    id: 'tenants missing on both sides, as a condition',
    peer: 'accesscontrol',
    ours: () =>
      ours(
        { grants: [{ permission: 'docs:read', when: { eq: ['resource.tenantId', { ref: 'principal.tenantId' }] } }] },
        {},
      ),
    theirs: () => accessControl('$.user.tenantId == $.doc.tenantId'),
  },
  {
    id: 'a wildcard that reaches into the next segment',
    peer: 'easy-rbac',
    ours: () => ours({ grants: ['docs:*'] }, {}, 'docs:read:secret'),
    theirs: () => easyRbac('docs:*', 'docs:read:secret'),
  },
  {
    id: 'a dot that is any character',
    peer: 'easy-rbac',
    ours: () => ours({ grants: ['docs:*'] }, {}, 'dxocs:read'),
    theirs: () => easyRbac('d.cs:*', 'docs:read'),
  },
  {
    id: 'a deny that cannot be evaluated',
    peer: '@cedar-policy/cedar-wasm',
    ours: () =>
      ours(
        {
          grants: ['docs:read'],
          denies: [{ id: 'secret', permission: 'docs:read', when: { eq: ['resource.cls', 'secret'] } }],
        },
        {},
      ),
    theirs: async () => {
      const { isAuthorized } = await importPeer<Cedar>('@cedar-policy/cedar-wasm/nodejs');
      const staticPolicies =
        'permit(principal, action, resource);\nforbid(principal, action, resource) when { resource.cls == "secret" };';
      const uid = (type: string) => ({ type, id: 'x' });
      const call = {
        principal: uid('User'),
        action: uid('Action'),
        resource: uid('Doc'),
        context: {},
        entities: [],
        policies: { staticPolicies },
      };
      return isAuthorized(call).response?.decision === 'allow';
    },
  },
];

async function engine({ grants, denies = [], tenant = false }: Rules) {
  const { createRbac, definePolicy } = await importScry();
  const attributes = { tenantId: 'string', cls: 'string' };
  const document = {
    version: 1,
    tenant,
    principal: { attributes: { tenantId: 'string' } },
    resources: { docs: { actions: ['read'], attributes }, 'docs-internal': { actions: ['read'], attributes } },
    roles: { R: { grants } },
    denies,
  };
  // Made up here: the compiler knows none of its names.
  const policy = definePolicy(document as never) as ScryRbac.Policy;
  return { policy, rbac: createRbac(policy) };
}

async function ours(rules: Rules, resource: object | undefined, permission = 'docs:read'): Promise<boolean> {
  const { rbac } = await engine(rules);
  return rbac.check({ roles: ['R'] }, permission as 'docs:read', resource);
}

type Rule = (action: string, subject: string, conditions?: object) => void;

async function casl(define: (can: Rule, cannot: Rule) => void, asked: string | object): Promise<boolean> {
  const { AbilityBuilder, createMongoAbility, subject } = await importPeer<Casl>('@casl/ability');
  const builder = new AbilityBuilder(createMongoAbility);
  define(builder.can.bind(builder), builder.cannot.bind(builder));
  return builder.build().can('read', typeof asked === 'string' ? asked : subject('docs', asked));
}

const model = (matcher: string): string => `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = ${matcher}`;

async function casbin(
  matcher: string,
  lines: readonly string[],
  asked: readonly unknown[],
  isOpen?: () => unknown,
): Promise<boolean> {
  const { newEnforcer, newModelFromString, StringAdapter } = await importPeer<Casbin>('casbin');
  const enforcer = await newEnforcer(newModelFromString(model(matcher)), new StringAdapter(lines.join('\n')));
  if (isOpen) await enforcer.addFunction('isOpen', isOpen);
  return enforcer.enforceSync(...asked);
}

async function casbinCached(
  lines: readonly string[],
  first: readonly string[],
  then: readonly string[],
  revoked = false,
): Promise<boolean> {
  const { newCachedEnforcer, newModelFromString, StringAdapter } = await importPeer<Casbin>('casbin');
  const matcher = 'r.sub == p.sub && r.obj == p.obj && r.act == p.act';
  const enforcer = await newCachedEnforcer(newModelFromString(model(matcher)), new StringAdapter(lines.join('\n')));
  await enforcer.enforce(...first);
  if (revoked) await enforcer.removePolicy(...first);
  return enforcer.enforce(...then);
}

async function accessControl(condition: string): Promise<boolean> {
  const { AccessControl } = await importPeer<AccessControlModule>('accesscontrol');
  const control = new AccessControl();
  control.grant('R').action('read', 'docs', ['*']).where(condition);
  return control.tryCan('R', { user: {}, doc: {} }).do('read', 'docs').granted;
}

async function easyRbac(granted: string, asked: string): Promise<boolean> {
  const { default: EasyRbac } = await importPeer<EasyRbac>('easy-rbac');
  return EasyRbac.create({ R: { can: [granted] } }).can('R', asked);
}
