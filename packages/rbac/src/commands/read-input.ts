import { WrongInput } from '@scry/internal/command-line';
import { type JsonObject, readJsonFile, readObjectOption } from '@scry/internal/read-json';
import type { Given } from '@scry/internal/run-report-command';
import { createRbac } from '../create-rbac.ts';
import { definePolicy } from '../define-policy.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { isPolicyError } from '../policy-error.ts';
import type { Rbac } from '../rbac.ts';
import { permissionsOf } from '../role-rules.ts';
import type { Permission, Policy } from '../vocabulary.ts';

/** A policy document, from a file of JSON. @throws WrongInput with every problem of it. */
export function readPolicyFile(file: string): Policy {
  try {
    // definePolicy refuses what is no document.
    return definePolicy(readJsonFile(file) as PolicyDocument);
  } catch (error) {
    if (!isPolicyError(error)) throw error;
    throw new WrongInput(`${file}: ${error.message}`);
  }
}

export function requireObjectOption(options: Given, name: string): JsonObject {
  return readObjectOption(options, name) ?? missing(name);
}

export function requireOption(options: Given, name: string): string {
  return options[name] ?? missing(name);
}

function missing(name: string): never {
  throw new WrongInput(`--${name} must be given`);
}

/** A permission that the policy declares: an answer about another one would mean nothing. */
export function requirePermission(policy: PolicyDocument, permission: string): Permission {
  const known = permissionsOf(policy);
  const found = known.find((each) => each === permission);
  if (found) return found;
  throw new WrongInput(`${permission} is no permission of the policy, expected one of ${known.join(', ')}`);
}

/** An engine whose questions are what was typed: the engine looks at anything as it comes. */
export function looseRbac(policy: Policy): Rbac {
  return createRbac(policy);
}
