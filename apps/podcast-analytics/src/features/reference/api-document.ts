import * as z from 'zod';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';

/** What our pages and tests read of a JSON schema. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly default?: unknown;
  readonly description?: string | undefined;
}

const schema: z.ZodType<Schema> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  description: z.string().optional(),
  get items() {
    return schema.optional();
  },
  get properties() {
    return z.record(z.string(), schema).optional();
  },
  get anyOf() {
    return z.array(schema).optional();
  },
  get oneOf() {
    return z.array(schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schema]).optional();
  },
});

const content = z.record(z.string(), z.looseObject({ schema: schema.optional() })).optional();

const operation = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  /** Empty where everybody may ask; absent where the document's own holds. */
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema }))
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content })),
});
export type Operation = z.infer<typeof operation>;

const apiDocument = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema).default({}) }),
});
export type ApiDocument = z.infer<typeof apiDocument>;

const info = { title: 'Podcast analytics', version: '1', description: 'Times are UTC. Money is in minor units.' };

/** The description of the API (OpenAPI 3.1), made of the routes that are registered by now. */
export function describeApi(app: HttpApp): ApiDocument {
  const security = [{ apiKey: [] }, { session: [] }];
  const parsed = apiDocument.parse(app.getOpenAPI31Document({ openapi: '3.1.0', info, security }));
  const securitySchemes = {
    apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    session: { type: 'apiKey', in: 'cookie', name: 'session' },
  };
  const schemas = { ...parsed.components.schemas, Error: z.toJSONSchema(apiError, { io: 'output' }) as Schema };
  const paths = Object.entries(parsed.paths).map(([path, operations]) => [path, withErrors(operations)]);
  return {
    ...parsed,
    paths: Object.fromEntries(paths),
    components: { ...parsed.components, schemas, securitySchemes },
  };
}

/** What every route may answer: nobody said who asks, may not, asks too often, or something is down. */
const anyError = {
  description: 'Every error has this one shape: 4xx says what was expected, 5xx names the request for the log',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

function withErrors(operations: Readonly<Record<string, Operation>>): Record<string, Operation> {
  const described = Object.entries(operations).map(([method, each]) => {
    return [method, { ...each, responses: { ...each.responses, default: anyError } }];
  });
  return Object.fromEntries(described);
}
