// An experiment that is under way until its process is sent a signal. It says what it does, line by line.
import { exitCodeOf, runExperiment } from '../src/experiment.ts';
import { createChaos, fault } from '../src/index.ts';

const chaos = createChaos();
const say = (line: string): void => console.log(line);
const journal = await runExperiment(
  {
    name: 'interrupted',
    steadyState: [{ name: 'stands', run: () => true, tolerance: true }],
    faults: [{ name: 'no database', points: 'db', fault: fault.error('refused') }],
    method: [
      { name: 'first', run: () => say('first'), undo: () => say('first undone') },
      {
        name: 'hang',
        run: () => new Promise(() => say('hanging')),
        undo: () => say(`hang undone, ${chaos.armed} armed`),
      },
    ],
    rollbacks: [{ name: 'last', run: () => say(`rolled back, ${chaos.armed} armed`) }],
  },
  { chaos },
);
say(JSON.stringify({ outcome: journal.outcome, abort: journal.abort, last: journal.steps.at(-1)?.phase }));
process.exitCode = exitCodeOf(journal.outcome);
