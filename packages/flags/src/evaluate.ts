import type { Answers } from './answers.ts';
import type { EvaluationContext, EvaluationDetails } from './evaluation.ts';

/** Chooses among the answers: disabled, prerequisites, targeting, default. Never throws. */
export function evaluate(
  answers: Answers,
  context: EvaluationContext,
  variantOf: (flag: string, context: EvaluationContext) => string | undefined,
): EvaluationDetails {
  const { fixed, rule, prerequisites, byDefault } = answers;
  if (fixed) return fixed;
  try {
    for (const { flag, variant } of prerequisites) {
      if (variantOf(flag, context) !== variant) return answers.unmet;
    }
    const result = rule?.(context) ?? null;
    if (result === null) return byDefault;
    const name = typeof result === 'string' ? result : String(result);
    return answers.byVariant.get(name) ?? answers.failed('GENERAL', `The rule answers ${name}, which is no variant`);
  } catch (error) {
    return answers.failed('GENERAL', `The rule failed: ${reasonOf(error)}`);
  }
}

/** What is thrown may come from a context, and be anything. */
export function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'what was thrown cannot be shown';
  }
}
