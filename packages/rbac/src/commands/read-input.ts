import { readFileSync } from 'node:fs';
import { WrongInput } from '@scry/internal/command-line';
import type { Given } from '@scry/internal/run-report-command';
import { createRbac } from '../create-rbac.ts';
import { definePolicy } from '../define-policy.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { isPolicyError } from '../policy-error.ts';
import type { Rbac } from '../rbac.ts';
import { permissionsOf } from '../role-rules.ts';
import type { Permission, Policy } from '../vocabulary.ts';

/** What was typed, or written to a file, for a principal, a resource or a context. */
export type JsonObject = Readonly<Record<string, unknown>>;

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

export function readJsonFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongInput(`${file} cannot be read: ${messageOf(error)}`);
  }
  return parsed(text, file);
}

/** The value of an option that is JSON, or the name of a file of it after `@`. */
export function readJsonOption(options: Given, name: string): JsonObject | undefined {
  const given = options[name];
  return given === undefined ? undefined : readJsonText(given, name);
}

function readJsonText(given: string, name: string): JsonObject {
  const value = given.startsWith('@') ? readJsonFile(given.slice(1)) : parsed(given, `--${name}`);
  // An array is one as well: whoever wants no array looks for himself.
  if (typeof value === 'object' && value !== null) return value as JsonObject;
  throw new WrongInput(`--${name} must be a JSON object, got ${given}`);
}

export function requireJsonOption(options: Given, name: string): JsonObject {
  return readJsonText(requireOption(options, name), name);
}

export function requireOption(options: Given, name: string): string {
  const given = options[name];
  if (given === undefined) throw new WrongInput(`--${name} must be given`);
  return given;
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

function parsed(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongInput(`${from} is no JSON: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  // Thrown by the file system or by JSON.parse.
  return (error as Error).message;
}
