import fc from 'fast-check';

// A property that holds for so long is not tried further: nine of ten mutants fall to a single case.
fc.configureGlobal({ ...fc.readConfigureGlobal(), interruptAfterTimeLimit: 10_000 });
