import type { EvaluationContext } from './evaluation.ts';

/** The targeting key, as an evaluation sees it: of the context itself, and a text. */
export function unitOf(context: EvaluationContext): string | undefined {
  try {
    const value = Object.hasOwn(context, 'targetingKey') ? context.targetingKey : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined; // a getter that throws names nobody
  }
}
