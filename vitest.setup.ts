import fc from 'fast-check';

// A test that fails must fail again: the same cases in every run. `npm run proof -- <package>` tries many more, and others each time.
if (process.env['SCRY_PROOF_RUNS'] === undefined) fc.configureGlobal({ seed: 20_261_122 });
