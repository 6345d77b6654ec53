// A getter that throws, or a Proxy that is gone, harms no answer.
import { describe, expect, test } from 'vitest';
import { exists } from '../src/conditions.ts';
import { createRbac, definePolicy } from '../src/index.ts';
import { campaignsPolicy, user } from './campaigns-policy.ts';

describe('what cannot be read', () => {
  const policy = definePolicy({
    version: 1,
    tenant: false,
    resources: { a: { actions: ['b'], attributes: { x: 'string', y: 'string' }, fields: ['f', 'g'] } },
    roles: {
      R: {
        grants: [
          { permission: 'a:b', when: exists('resource.x'), fields: ['f'] },
          { permission: 'a:b', when: exists('resource.y'), fields: ['g'] },
        ],
      },
    },
  });
  const odd = createRbac(policy);
  const resource = {
    x: 'there',
    get y(): string {
      throw new Error('not loaded');
    },
  };

  test('opens no field, and does not throw', () => {
    expect(odd.fieldsFor({ roles: ['R'] }, 'a:b', resource)).toEqual(['f']);
  });
  test('is unknown in an explanation', () => {
    const { decision, rules } = odd.explain({ roles: ['R'] }, 'a:b', resource);
    expect(decision.code).toBe('ALLOW');
    expect(rules.map(({ outcome }) => outcome)).toEqual(['true', 'unknown']);
  });
  test('is a missing tenant in an explanation', () => {
    const { revoke, proxy } = Proxy.revocable({}, {});
    revoke();
    expect(createRbac(campaignsPolicy).explain(user('VIEWER'), 'campaigns:read', proxy)).toMatchObject({
      decision: { code: 'CONDITION_UNKNOWN' },
      tenant: 'missing',
    });
  });
});
