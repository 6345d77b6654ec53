// A plug-in of Stryker: leaves all but a sample of a package's top-level declarations out. Where a package has thousands of mutants,
// a share of them estimates the score.
import { createHash } from 'node:crypto';

/** What is looked at of a node of Babel. */
interface NodePath {
  readonly parentPath: { isProgram(): boolean } | null;
  toString(): string;
}

const [part, parts] = (process.env['SCRY_MUTATION_SAMPLE'] ?? '1/1').split('/').map(Number) as [number, number];

const sample = {
  shouldIgnore(path: NodePath): string | undefined {
    if (!path.parentPath?.isProgram() || partOf(path.toString()) === part % parts) return undefined;
    return `not in part ${part} of ${parts}`;
  },
};

/** The same declaration is in the same part whatever stands around it. */
function partOf(source: string): number {
  return createHash('sha256').update(source).digest().readUInt32BE() % parts;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'sample', value: sample }];
