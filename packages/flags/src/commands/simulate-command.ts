import type { ReportCommand } from '@scry/internal/run-report-command';
import { table } from '@scry/internal/table';
import { population } from '../testing/population.ts';
import * as input from './read-input.ts';

export const simulateCommand: ReportCommand = {
  name: 'simulate',
  summary: 'Shows which share of a population gets which variant, and why.',
  operands: ['flags.json', 'key'],
  options: { units: input.unitsOption, at: input.atOption, context: input.contextOption },
  run(options, file, key) {
    const document = input.readDocumentFile(file);
    input.requireKey(document, key);
    const units = input.readUnits(options);
    const context = input.readContext(options);
    const flags = input.flagsOf(document, input.readTime(options));
    const counts = new Map<string, { variant: string | null; reason: string; units: number }>();
    for (const unit of population(units)) {
      const { variant = null, reason } = flags.evaluate(key, { ...context, ...unit });
      const found = counts.get(`${reason} ${variant}`) ?? { variant, reason, units: 0 };
      found.units++;
      counts.set(`${reason} ${variant}`, found);
    }
    const data = [...counts.values()].sort((a, b) => b.units - a.units);
    const rows = data.map((each) => [
      each.variant ?? "(the caller's own)",
      each.reason,
      String(each.units),
      `${((each.units / units) * 100).toFixed(2)} %`,
    ]);
    return { data, lines: table([['variant', 'reason', 'units', 'share'], ...rows]) };
  },
};
