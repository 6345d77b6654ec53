// `npm run reference`: the public API of all packages as one site, in apps/proof/dist/reference.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installApart } from './install-apart.ts';
import { readPackages, root } from './package.ts';
import { readReference, referenceFolder, writeReference } from './reference.ts';

installApart(referenceFolder);
const out = join(root, 'apps/proof/dist/reference');
mkdirSync(out, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'scry-reference-'));
try {
  const packages = readPackages().map((each) => ({ each, file: join(scratch, `${each.shortName}.json`) }));
  const faults = packages.flatMap(({ each, file }) =>
    readReference(each, file).map((fault) => `${each.name}: ${fault}`),
  );
  if (faults.length === 0)
    faults.push(
      ...writeReference(
        packages.map(({ file }) => file),
        out,
      ),
    );
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(join(out, 'index.html'));
} finally {
  rmSync(scratch, { recursive: true });
}
