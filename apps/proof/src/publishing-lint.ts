// publint and "are the types wrong" on what is published, through their JS APIs.
import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind, problemKindInfo } from '@arethetypeswrong/core/problems';
import type { ResolutionKind } from '@arethetypeswrong/core/types';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** The `node16` profile: subpaths cannot be resolved by the algorithm of Node 10, which no promised Node uses. */
const promised: readonly ResolutionKind[] = ['node16-cjs', 'node16-esm', 'bundler'];

/** Everything in an unpacked tarball is published, so there is nothing for publint to pack. */
export async function publintFaults(directory: string): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: directory, pack: false, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

export async function typeResolutionFaults(tarball: string): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  if (analysis.types === false) return ['the tarball has no types'];
  return analysis.problems
    .filter((problem) => promised.some((kind) => problemAffectsResolutionKind(problem, kind, analysis)))
    .map((problem) => {
      const place = 'entrypoint' in problem ? `${problem.entrypoint} (${problem.resolutionKind}): ` : '';
      return `${place}${problemKindInfo[problem.kind].title}`;
    });
}
