import { WrongInput } from '@scry/internal/command-line';
import type { Given, ReportCommand } from '@scry/internal/run-report-command';
import type { FlagDefinition } from '../flag-document.ts';
import { atOption, readDocumentFile, readTime } from './read-input.ts';
import { sourceText } from './source-text.ts';

export const staleCommand: ReportCommand = {
  name: 'stale',
  summary: 'Finds flags that are past their day, that decide nothing, or that no source mentions.',
  operands: ['flags.json'],
  options: {
    src: { value: 'folder', description: 'the sources; flags that none of them names are findings' },
    at: atOption,
  },
  run(options, file) {
    const { flags } = readDocumentFile(file);
    const now = readTime(options)();
    const isMentioned = mentions(options);
    const data = Object.entries(flags).flatMap(([key, definition]) => {
      const { expires, owner } = definition.$scry ?? {};
      const reasons = [
        ...(expires !== undefined && Date.parse(expires) < now ? [`it was to be gone by ${expires}`] : []),
        ...(isConstant(definition) ? ['it gives everybody the same'] : []),
        ...(isMentioned(key) ? [] : ['no source names it']),
      ];
      return reasons.length > 0 ? [{ key, owner, reasons }] : [];
    });
    const lines = data.map(({ key, owner, reasons }) => `${key}${owner ? ` (${owner})` : ''}: ${reasons.join('; ')}`);
    return { data, lines: [...lines, `${data.length} stale flags`], failed: data.length > 0 };
  },
};

function mentions({ src }: Given): (key: string) => boolean {
  if (src === undefined) return () => true;
  const text = sourceText(src);
  if (text === undefined) throw new WrongInput(`--src must be a folder that can be read, got ${src}`);
  return (key) => text.includes(key);
}

/** Without a rule, or with one roll-out that is at its end. */
function isConstant({ state, targeting }: FlagDefinition): boolean {
  if (state === 'DISABLED' || targeting === undefined || Object.keys(targeting).length === 0) return true;
  const { fractional } = targeting;
  if (!Array.isArray(fractional)) return false;
  const shares = fractional.filter(Array.isArray).map(([, weight = 1]) => weight);
  return shares.filter((weight) => weight !== 0).length === 1;
}
