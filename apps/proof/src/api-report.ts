// The committed list of what each entry exports, made by api-extractor: a change of it is a decision.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtractorMessage } from '@microsoft/api-extractor';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import type { Entry, Package } from './package.ts';

const compilerOptions = { module: 'nodenext', lib: ['es2023', 'dom'], types: [] };
const inReport = { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true };
const silent = { logLevel: ExtractorLogLevel.None };

/** Compares each report with what is built. With `update` it writes them instead, and returns the errors alone. */
export function apiReportFaults(each: Package, update = false): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'scry-api-'));
  const folder = join(each.directory, 'api');
  if (update) mkdirSync(folder, { recursive: true });
  try {
    return [
      ...orphanFaults(each, folder),
      ...each.entries.flatMap((entry) => reportFaults(each, entry, { folder, scratch, update })),
    ];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function orphanFaults(each: Package, folder: string): string[] {
  const wanted = each.entries.map((entry) => reportName(entry));
  const committed = existsSync(folder) ? readdirSync(folder) : [];
  return committed.filter((name) => !wanted.includes(name)).map((name) => `api/${name} belongs to no entry: delete it`);
}

export function readApiReport(each: Package, entry: Entry): string {
  return readFileSync(join(each.directory, 'api', reportName(entry)), 'utf8');
}

function reportName(entry: Entry): string {
  return `${entry.name.replaceAll('/', '-')}.api.md`;
}

function reportFaults(
  each: Package,
  entry: Entry,
  { folder, scratch, update }: { folder: string; scratch: string; update: boolean },
): string[] {
  if (!update && !existsSync(join(folder, reportName(entry)))) {
    return [`api/${reportName(entry)} is missing: write it with npm run api and read it`];
  }
  const errors: string[] = [];
  const messageCallback = (message: ExtractorMessage): void => {
    if (message.logLevel === ExtractorLogLevel.Error) errors.push(`${entry.specifier}: ${message.text}`);
    message.handled = true;
  };
  const config = extractorConfig(each, entry, folder, scratch);
  const { apiReportChanged } = Extractor.invoke(config, { localBuild: update, messageCallback });
  const changed = apiReportChanged && !update;
  return changed
    ? [`api/${reportName(entry)} differs from what is built: if that is meant, npm run api writes it anew`, ...errors]
    : errors;
}

function extractorConfig(each: Package, entry: Entry, folder: string, scratch: string): ExtractorConfig {
  const declaration = join(each.directory, 'dist', `${entry.name}.d.ts`);
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: each.directory,
      mainEntryPointFilePath: declaration,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, files: [declaration] }, skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: reportName(entry),
        reportFolder: folder,
        reportTempFolder: scratch,
        reportVariants: ['complete'],
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: inReport, 'ae-missing-release-tag': silent },
        tsdocMessageReporting: { default: silent },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(each.directory, 'package.json'),
  });
}
