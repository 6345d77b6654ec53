// What each published package and the application are made of, in CycloneDX: pnpm reads it from its own lockfile.
import { execFileSync } from 'node:child_process';
import { readPackages, root } from './package.ts';

export interface BillOfMaterials {
  /** What it is of. */
  readonly name: string;
  /** As JSON. */
  readonly text: string;
}

export function billsOfMaterials(): BillOfMaterials[] {
  const packages = readPackages().map(({ name }) => ({ name, text: billOf(name, 'library') }));
  return [...packages, { name: 'podcast-analytics', text: billOf('podcast-analytics', 'application') }];
}

function billOf(name: string, type: 'library' | 'application'): string {
  const args = ['--filter', name, 'sbom', '--sbom-format', 'cyclonedx', '--sbom-type', type, '--prod'];
  return execFileSync('pnpm', args, { cwd: root, encoding: 'utf8' });
}
