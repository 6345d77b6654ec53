// Packs and unpacks every package once for all suites of a run.
import type { TestProject } from 'vitest/node';
import type { Consumer } from './consumer.ts';
import { createConsumer, removeConsumer } from './consumer.ts';
import type { NodeBinary } from './node-binaries.ts';
import { nodesUnderProof } from './node-binaries.ts';
import { readPackages } from './package.ts';

declare module 'vitest' {
  interface ProvidedContext {
    consumer: Consumer;
    nodes: readonly NodeBinary[];
  }
}

export function setup(project: TestProject): () => void {
  const consumer = consumerUnderProof();
  project.provide('consumer', consumer);
  project.provide('nodes', nodesUnderProof());
  return () => {
    if (process.env['SCRY_PROOF_CONSUMER'] === undefined) removeConsumer(consumer);
  };
}

/** `SCRY_PROOF_CONSUMER` names a folder where somebody else has installed the packages, and will remove it. */
function consumerUnderProof(): Consumer {
  const installed = process.env['SCRY_PROOF_CONSUMER'];
  return installed === undefined ? createConsumer(readPackages()) : { directory: installed, tarballs: {} };
}
