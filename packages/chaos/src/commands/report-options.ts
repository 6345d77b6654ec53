import type { Typed, WrongInput } from '@scry/internal/command-line';
import type { Journal } from '../experiment/journal.ts';
import { toHtml } from '../experiment/report/to-html.ts';
import { toJUnit } from '../experiment/report/to-junit.ts';
import { toMarkdown } from '../experiment/report/to-markdown.ts';
import type { Command } from './command.ts';
import { appendText, writeTextFile } from './files.ts';

/** What a journal can be written as. */
export const formats: Readonly<Record<string, (journal: Journal) => string>> = {
  journal: (journal) => `${JSON.stringify(journal, null, 2)}\n`,
  html: toHtml,
  junit: toJUnit,
  markdown: toMarkdown,
};

/** Where the reports of a run go. */
export const reportOptions: Command['options'] = {
  journal: { value: 'file', description: 'write the journal, for replay and report' },
  html: { value: 'file', description: 'write a report as a page' },
  junit: { value: 'file', description: 'write a report for a CI' },
  markdown: { value: 'file', description: 'write a report as Markdown' },
  json: { description: 'print the journal instead of lines' },
};

/** Opens the files, so that an experiment whose reports would be lost is not begun. @throws WrongInput */
export function openReports({ all }: Typed): void {
  for (const file of Object.keys(formats).flatMap(all)) appendText(file, '');
}

/** Writes every report that it can, and returns what it could not. */
export function writeReports(journal: Journal, { all }: Typed): readonly WrongInput[] {
  return Object.entries(formats).flatMap(([name, format]) =>
    all(name).flatMap((file) => {
      try {
        writeTextFile(file, format(journal));
        return [];
      } catch (error) {
        // It throws nothing else.
        return [error as WrongInput];
      }
    }),
  );
}
