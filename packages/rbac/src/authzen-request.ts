import { AuthzenError } from './authzen-error.ts';

/** Attributes of an entity or of the environment, as they came over the wire. */
export type AuthzenProperties = Readonly<Record<string, unknown>>;

/** A subject or a resource (AuthZEN 1.0 §5.1, §5.2). */
export interface AuthzenEntity {
  readonly type: string;
  readonly id: string;
  readonly properties?: AuthzenProperties;
}

/** An action (AuthZEN 1.0 §5.3). */
export interface AuthzenAction {
  readonly name: string;
  readonly properties?: AuthzenProperties;
}

/** One question (AuthZEN 1.0 §6.1). */
export interface EvaluationRequest {
  readonly subject: AuthzenEntity;
  readonly action: AuthzenAction;
  readonly resource: AuthzenEntity;
  readonly context: AuthzenProperties;
}

/** A body, or a part of it, whose fields are read one by one; what is not read is ignored. */
export type Fields = Readonly<Record<string, unknown>>;

export function readEvaluation(fields: Fields): EvaluationRequest {
  return {
    subject: readEntity(fields, 'subject'),
    action: readAction(fields),
    resource: readEntity(fields, 'resource'),
    context: readObject(fields, 'context') ?? {},
  };
}

export function readEntity(fields: Fields, name: string): AuthzenEntity {
  const entity = required(readObject(fields, name), name);
  const type = readType(fields, name);
  return { type, id: requiredString(entity, 'id', name), ...readProperties(entity, name) };
}

/** The type of the entity that a search looks for: its id is ignored. */
export function readType(fields: Fields, name: string): string {
  return requiredString(required(readObject(fields, name), name), 'type', name);
}

export function readAction(fields: Fields): AuthzenAction {
  const action = required(readObject(fields, 'action'), 'action');
  return { name: requiredString(action, 'name', 'action'), ...readProperties(action, 'action') };
}

/** An object where there is one. A member that the body does not have itself is not there, whatever its name. */
export function readObject(fields: Fields, name: string, path = name): Fields | undefined {
  const value = own(fields, name);
  if (value === undefined) return undefined;
  if (!isObject(value)) throw new AuthzenError(400, `${path} must be an object, got ${kind(value)}`);
  return value;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

function readProperties(entity: Fields, name: string): { properties?: AuthzenProperties } {
  const properties = readObject(entity, 'properties', `${name}.properties`);
  return properties ? { properties } : {};
}

function required<T>(value: T | undefined, path: string): T {
  if (value === undefined) throw new AuthzenError(400, `${path} is missing`);
  return value;
}

function requiredString(fields: Fields, name: string, parent: string): string {
  const path = `${parent}.${name}`;
  const value = required(own(fields, name), path);
  if (typeof value !== 'string') throw new AuthzenError(400, `${path} must be a string, got ${kind(value)}`);
  return value;
}
