import type { ReportCommand } from '@scry/internal/run-report-command';
import { atOption, contextOption, flagsOf, readContext, readDocumentFile, readTime, requireKey } from './read-input.ts';

export const explainCommand: ReportCommand = {
  name: 'explain',
  summary: 'Tells how a flag comes to its value for a context, rule by rule.',
  operands: ['flags.json', 'key'],
  options: { context: contextOption, at: atOption },
  run(options, file, key) {
    const document = readDocumentFile(file);
    requireKey(document, key);
    // No key is declared here: it was just found in the document.
    const trace = flagsOf(document, readTime(options)).explain(key as never, readContext(options));
    const { value, variant, reason, steps } = trace;
    const answer = variant === undefined ? "the caller's own value" : `${variant} (${JSON.stringify(value)})`;
    const rows = steps.map(({ rule, result, bucket }) => {
      const place = bucket === undefined ? '' : `, at ${(bucket * 100).toFixed(3)} %`;
      return `  ${rule}: ${JSON.stringify(result)}${place}`;
    });
    return { data: trace, lines: [`${key} is ${answer}: ${reason}`, ...rows] };
  },
};
