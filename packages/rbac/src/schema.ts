import { z } from 'zod';
import { definePolicy } from './define-policy.ts';
import type { PolicyDocument } from './policy-document.ts';
import { isPolicyError, type PolicyProblem } from './policy-error.ts';
import { createPolicyJsonSchema } from './policy-json-schema.ts';
import type { Policy } from './vocabulary.ts';

/**
 * A policy document as JSON Schema (draft 2020-12), for an editor or another language. That names were declared, that types
 * fit and that no role inherits itself is not in it: `definePolicy` and `policySchema` find that.
 *
 * @example
 * await writeFile('policy.schema.json', JSON.stringify(policyJsonSchema));
 */
export const policyJsonSchema: Readonly<Record<string, unknown>> = /* @__PURE__ */ createPolicyJsonSchema();

/**
 * A zod schema that takes what `definePolicy` takes, and gives what it returns. Each of its problems is an issue, with its
 * path. `z.toJSONSchema(policySchema, { io: 'input' })` is `policyJsonSchema`.
 *
 * @example
 * const policy = policySchema.parse(JSON.parse(text));
 */
export const policySchema: z.ZodType<Policy, unknown> = /* @__PURE__ */ createPolicySchema();

function createPolicySchema(): z.ZodType<Policy, unknown> {
  return z
    .unknown()
    .meta(policyJsonSchema)
    .transform((document, context): Policy => {
      try {
        // definePolicy refuses what is no document.
        return definePolicy(document as PolicyDocument);
      } catch (error) {
        if (!isPolicyError(error)) throw error;
        for (const { path, message } of error.problems) {
          context.issues.push({ code: 'custom', input: document, path: segments(path), message });
        }
        return z.NEVER;
      }
    });
}

/** `roles.ADMIN.grants[0]` as zod writes a path: its parts, and indexes as numbers. */
function segments(path: PolicyProblem['path']): (string | number)[] {
  const parts = path.match(/[^.[\]]+/g) ?? [];
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
