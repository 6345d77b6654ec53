// A policy document is accepted as a whole, or refused with every problem it has.

import { cyclicRoles } from './cyclic-roles.ts';
import { DocumentReader } from './document-reader.ts';
import type { AttributeType, PolicyDocument } from './policy-document.ts';
import { PolicyError } from './policy-error.ts';
import { type Declared, readDeclarations } from './read-declarations.ts';
import { readRules } from './read-rules.ts';

/** @throws PolicyError with every problem, and its path. */
export function readPolicy(document: unknown): PolicyDocument {
  const reader = new DocumentReader();
  const found = reader.fields(
    document,
    '',
    ['version', 'tenant', 'resources', 'roles'],
    ['principal', 'context', 'denies', 'constraints'],
  );
  if (found['version'] !== undefined && found['version'] !== 1) reader.report('version', 'must be 1');
  const declared = readDeclarations(reader, found);
  const tenant = readTenant(reader, found['tenant'], declared);
  const { roles, denies, constraints } = readRules(reader, found, declared);
  for (const role of cyclicRoles(roles)) reader.report(`roles.${role}.inherits`, 'comes back to the role itself');
  if (reader.problems.length > 0) throw new PolicyError(reader.problems);
  const { principal, context, resources } = declared.document;
  return {
    version: 1,
    tenant,
    ...(principal && { principal }),
    ...(context && { context }),
    resources,
    roles,
    ...(denies && { denies }),
    ...(constraints && { constraints }),
  };
}

function readTenant(reader: DocumentReader, value: unknown, declared: Declared): PolicyDocument['tenant'] {
  if (value === false || value === undefined) return false; // left out, it was reported
  const { principal, resource } = reader.fields(value, 'tenant', ['principal', 'resource']);
  if (typeof principal !== 'string' || typeof resource !== 'string') {
    reader.report('tenant', 'must be false, or name an attribute of the principal and one of every resource');
    return false;
  }
  const type = declared.principal.get(principal);
  if (!isTenantType(type)) reader.report('tenant.principal', 'must be a declared string or number of the principal');
  for (const [name, { attributes }] of declared.resources) {
    const other = attributes.get(resource);
    if (!isTenantType(other) || (isTenantType(type) && other !== type)) {
      reader.report(`resources.${name}.attributes.${resource}`, `is the tenant, and must be a ${type ?? 'string'}`);
    }
  }
  return { principal, resource };
}

function isTenantType(type: AttributeType | undefined): boolean {
  return type === 'string' || type === 'number';
}
