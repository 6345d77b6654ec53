import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRbac, isForbiddenError, isPolicyError, type RbacEvent } from '../src/index.ts';
import { campaign, campaignsPolicy, user } from './campaigns-policy.ts';

afterEach(() => vi.unstubAllGlobals());

function observed() {
  const events: RbacEvent[] = [];
  const rbac = createRbac(campaignsPolicy, { name: 'api', onEvent: (event) => events.push(event) });
  return { events, rbac };
}

describe('the observer', () => {
  test('is told of every yes and no, in ids only', () => {
    const { events, rbac } = observed();
    rbac.check(user('VIEWER'), 'campaigns:read', { ...campaign, id: 7 } as typeof campaign);
    rbac.check(rbac.principal(user('VIEWER')), 'campaigns:delete', campaign);
    const policyHash = expect.any(String);
    const about = { name: 'api', principalId: 'u1', onBehalfOf: [], policyHash };
    expect(events).toEqual([
      {
        ...about,
        type: 'allowed',
        permission: 'campaigns:read',
        resourceId: 7,
        code: 'ALLOW',
        ruleId: 'roles.VIEWER.grants[0]',
      },
      { ...about, type: 'denied', permission: 'campaigns:delete', resourceId: null, code: 'NO_GRANT', ruleId: null },
    ]);
  });
  test('is told who acts for whom, from an input and from a handle, and in a circle', () => {
    const { events, rbac } = observed();
    const key = { id: 'key', onBehalfOf: user('VIEWER') };
    const circle: Record<string, unknown> = { id: 'c' };
    circle['onBehalfOf'] = circle;
    for (const who of [key, rbac.principal(key), circle]) rbac.check(who, 'campaigns:read', campaign);
    expect(events.map((event) => 'onBehalfOf' in event && event.onBehalfOf)).toEqual([
      ['u1'],
      ['u1'],
      Array(8).fill('c'),
    ]);
  });
  test('is told of what could not be read', () => {
    const { events, rbac } = observed();
    const error = new Error('gone');
    const broken = {
      get roles(): string[] {
        throw error;
      },
      get id(): string {
        throw error;
      },
    };
    expect(rbac.check(broken, 'campaigns:read', campaign)).toBe(false);
    expect(rbac.check(null as never, 7 as never, 'x' as never)).toBe(false);
    expect(events).toMatchObject([
      { type: 'error', error, principalId: null, code: 'CONDITION_UNKNOWN' },
      { type: 'denied', permission: '', principalId: null, code: 'UNKNOWN_PERMISSION' },
    ]);
    expect(createRbac(campaignsPolicy).check(broken, 'campaigns:read', campaign)).toBe(false);
    expect(createRbac(campaignsPolicy).filter(broken, 'campaigns:read', [campaign])).toEqual([]);
  });
  test('is told of lists and of policies', () => {
    const { events, rbac } = observed();
    rbac.where(user('VIEWER'), 'campaigns:delete', { dialect: 'sqlite', columns: {} });
    rbac.replace(campaignsPolicy);
    const { policyHash } = rbac.abilities({});
    expect(events).toEqual([
      {
        type: 'where',
        name: 'api',
        permission: 'campaigns:delete',
        kind: 'none',
        principalId: 'u1',
        onBehalfOf: [],
        policyHash,
      },
      { type: 'replaced', name: 'api', policyHash, previousHash: policyHash },
    ]);
  });
  test('that throws, or never answers, changes no answer', () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const error = new Error('disk full');
    const throwing = createRbac(campaignsPolicy, {
      onEvent() {
        throw error;
      },
    });
    expect(throwing.check(user('VIEWER'), 'campaigns:read', campaign)).toBe(true);
    expect(throwing.check(user('VIEWER'), 'campaigns:delete', campaign)).toBe(false);
    expect(reported).toEqual([error, error]);
    const hanging = createRbac(campaignsPolicy, { onEvent: () => new Promise(() => {}) });
    expect(hanging.check(user('VIEWER'), 'campaigns:read', campaign)).toBe(true);
  });
});

describe('createRbac', () => {
  test('refuses options of the wrong kind, and unknown ones', () => {
    expect(() => createRbac(campaignsPolicy, { now: 7 } as never)).toThrow('createRbac: now must be a function, got 7');
    expect(() => createRbac(campaignsPolicy, { onevent() {} } as never)).toThrow('createRbac: unknown option onevent');
  });
  test('checks a policy that does not come from definePolicy', () => {
    const rbac = createRbac(JSON.parse(JSON.stringify(campaignsPolicy)));
    expect(rbac.check(user('VIEWER'), 'campaigns:read' as never, campaign as never)).toBe(true);
    expect(() => createRbac({ ...campaignsPolicy, version: 2 } as never)).toThrow('version: must be 1');
  });
  test('gives methods that work when destructured', () => {
    const { check, principal, authorize, filter } = createRbac(campaignsPolicy);
    const viewer = principal(user('VIEWER'));
    expect(check(viewer, 'campaigns:read', campaign)).toBe(true);
    expect(filter(viewer, 'campaigns:read', [campaign])).toEqual([campaign]);
    expect(() => authorize(viewer, 'campaigns:delete', campaign)).toThrow('campaigns:delete is not allowed');
  });
});

test('errors are known by their code, from any copy of the package', () => {
  expect(isForbiddenError({ code: 'SCRY_FORBIDDEN' })).toBe(true);
  expect(isForbiddenError(new Error('x'))).toBe(false);
  expect(isPolicyError({ code: 'SCRY_POLICY' })).toBe(true);
  expect(isPolicyError(null)).toBe(false);
});
