import { checkSync } from 'recheck';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { strictDetectors } from '../src/default-detectors.ts';
import { detectors } from '../src/detectors.ts';

// In JavaScript, without Java or a binary.
beforeAll(() => void vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure'));
afterAll(() => void vi.unstubAllEnvs());

// Less than its own defaults, which take ten seconds for some patterns: it attacks with texts of 2,000 characters, and
// calls a pattern vulnerable that takes more than 100 steps for each of them. It counts steps and looks at no clock: a
// loaded machine is no weak pattern.
const limits = {
  checker: 'fuzz',
  randomSeed: 1,
  seeder: 'static',
  maxIteration: 2,
  maxInitialGenerationSize: 20,
  maxGenerationSize: 5,
  mutationSize: 5,
  crossoverSize: 5,
  maxGeneStringSize: 500,
  incubationLimit: 1_000,
  maxAttackStringSize: 2_000,
  attackLimit: 200_000,
  seedingTimeout: null,
  incubationTimeout: null,
  attackTimeout: null,
  timeout: null,
} as const;

// Two seconds for each: `npm run proof -- redact` has the patience for all of them. That each is linear by its own proof is
// in linear-time.test.ts.
const isLong = process.env['SCRY_PROOF_RUNS'] !== undefined;
const checked = isLong ? new Set([...detectors, ...strictDetectors]) : strictDetectors;

test.each([...checked].map(({ id, pattern }) => [id, pattern] as const))(
  'recheck finds no text that makes %s slow',
  (_, pattern) => {
    expect(checkSync(pattern.source, pattern.flags, limits).status).toBe('safe');
  },
);

test.each([/(a+)+$/, /\w+@/, /x[^y]*y/, /\b[\w.]+@/, /(?<!\w)\w+\d+x/])(
  'recheck finds one for %s, within the same limits',
  (pattern) => {
    expect(checkSync(pattern.source, pattern.flags, limits).status).toBe('vulnerable');
  },
);
