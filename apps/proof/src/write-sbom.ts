// `npm run sbom`: one file of CycloneDX for each published package, and one for the application.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './package.ts';
import { billsOfMaterials } from './sbom.ts';

const folder = join(root, 'apps/proof/dist/sbom');
mkdirSync(folder, { recursive: true });
for (const { name, text } of billsOfMaterials()) {
  const file = join(folder, `${name.replace('@', '').replace('/', '-')}.cdx.json`);
  writeFileSync(file, text);
  console.log(file);
}
