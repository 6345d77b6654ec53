// What definePolicy checks, as far as a schema can say it.
type Schema = Readonly<Record<string, unknown>>;

/** A JSON Schema (draft 2020-12) of a policy document, without what only the document as a whole can tell. */
export function createPolicyJsonSchema(): Schema {
  const attributes = record({ enum: ['string', 'number', 'boolean', 'string[]', 'number[]'] });
  const resource = object({ actions: list(name) }, { collectionActions: list(name), attributes, fields: list(name) });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A policy of @scry/rbac',
    ...object(
      {
        version: { const: 1 },
        tenant: { anyOf: [{ const: false }, object({ principal: name, resource: name })] },
        resources: record(resource),
        roles: record(role()),
      },
      {
        principal: object({ attributes }),
        context: object({ attributes }),
        denies: list(object({ id: name, permission }, { when: condition, unlessRoles: list(name) })),
        constraints: object({}, { static: list(constraint()), dynamic: list(constraint()) }),
      },
    ),
    $defs: { condition: conditions() },
  };
}

const word = '[A-Za-z][A-Za-z0-9_-]{0,127}';
const name = { type: 'string', pattern: `^${word}$` };
const permission = { type: 'string', pattern: `^(?:\\*|${word}):(?:\\*|${word})$` };
const condition = { $ref: '#/$defs/condition' };

function role(): Schema {
  const granted = { ...permission, not: { const: '*:*' } };
  const grant = object({ permission: granted }, { when: condition, fields: list(name) });
  const crossTenant = object({ reason: { type: 'string', pattern: '\\S' } });
  return object(
    {},
    { inherits: list(name), grants: list({ anyOf: [granted, grant] }), superuser: { const: true }, crossTenant },
  );
}

function constraint(): Schema {
  return object({ id: name, roles: list(name), max: { type: 'integer', minimum: 1 } });
}

/** Conditions have one operator each. */
function conditions(): Schema {
  const path = { type: 'string', pattern: `^(?:principal|resource|context)\\.${word}$` };
  const text = { type: 'string', maxLength: 10_000, pattern: '^[^\\u0000]*$' };
  const literals = [text, { type: 'number' }, { type: 'boolean' }];
  const leaves = (operators: readonly string[], right: readonly Schema[]) => {
    const pair = {
      type: 'array',
      prefixItems: [path, { anyOf: [...right, object({ ref: path })] }],
      minItems: 2,
      maxItems: 2,
    };
    return Object.fromEntries(operators.map((operator) => [operator, pair]));
  };
  const parts = { ...list(condition), minItems: 1 };
  return {
    ...object(
      {},
      {
        and: parts,
        or: parts,
        not: condition,
        exists: path,
        ...leaves(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'startsWith', 'endsWith', 'contains'], literals),
        ...leaves(['in', 'overlaps'], literals.map(list)),
      },
    ),
    minProperties: 1,
    maxProperties: 1,
  };
}

function object(required: Schema, optional: Schema = {}): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

function record(values: Schema): Schema {
  return { type: 'object', propertyNames: name, additionalProperties: values };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}
