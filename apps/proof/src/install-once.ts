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
  const consumer = createConsumer(readPackages());
  project.provide('consumer', consumer);
  project.provide('nodes', nodesUnderProof());
  return () => removeConsumer(consumer);
}
