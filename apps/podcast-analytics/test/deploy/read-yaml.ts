import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export const deploy = join(import.meta.dirname, '../../deploy');

/** The documents of a file of deploy/, with what they merge in. */
export function readYaml(name: string): unknown[] {
  const documents = parseAllDocuments(readFileSync(join(deploy, name), 'utf8'), { merge: true });
  return documents.map((document) => {
    for (const problem of [...document.errors, ...document.warnings]) throw problem;
    return document.toJS();
  });
}
