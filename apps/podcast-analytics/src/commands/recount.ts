import { readConfig } from '../config.ts';
import { createAgentMatcher } from '../counting/agents/match-agent.ts';
import type { Outcome } from '../counting/exclusion.ts';
import { type RulesetName, rulesets, type Window } from '../counting/ruleset.ts';
import { agentLists } from '../features/agents/installed-agents.ts';
import { recount as recountHits } from '../features/reports/recount.ts';
import { openApp } from '../main.ts';
import type { Command } from './command.ts';
import { oneOf, parseOptions, refuseArguments } from './parse-options.ts';

// The cast: the keys of `rulesets` are its type's.
const rulesetNames = Object.keys(rulesets) as RulesetName[];
const windows: readonly Window[] = ['utc-day', 'rolling-24h'];

const help = `Usage: podcast-analytics recount [--ruleset <name>] [--window <name>] [--show <key>]

Counts the stored hits again, from the first to the last, and prints how many have each outcome, as stored and counted
anew. Nothing is changed. Without options the two are equal, unless the agent lists were updated after the import.

  --ruleset <name>   ${rulesetNames.map((name) => `${name}: ${rulesets[name].label}`).join('\n                     ')}
  --window <name>    ${windows.join(' | ')}: within which hits of a listener on an episode are one download`;

/** Prints what another way of counting makes of the stored hits. */
export const recount: Command = {
  help,
  async run(args, { env, stdout, signal, now }) {
    const { values, positionals } = parseOptions(args, {
      ruleset: { type: 'string' },
      window: { type: 'string' },
      show: { type: 'string' },
    });
    refuseArguments('recount', positionals);
    const named = rulesets[oneOf('--ruleset', rulesetNames, values.ruleset ?? 'iab')];
    const ruleset = { ...named, window: oneOf('--window', windows, values.window ?? named.window) };
    const config = readConfig(env);
    const app = await openApp(config, now);
    try {
      const agents = createAgentMatcher((await agentLists(config.dataDir)).lists);
      const stored = new Map<Outcome, number>();
      const recounted = new Map<Outcome, number>();
      let episodes = 0;
      for await (const one of recountHits({ database: app.database, ruleset, agents }, { show: values.show })) {
        if (signal.aborted) throw new Error('stopped before the end; nothing was changed');
        addAll(stored, one.stored);
        addAll(recounted, one.recounted);
        if (differ(one.stored, one.recounted)) episodes += 1;
      }
      stdout.write(diff(`${ruleset.name}, ${ruleset.window}`, stored, recounted));
      stdout.write(episodes === 0 ? 'No episode differs.\n' : `${episodes} episode(s) differ.\n`);
    } finally {
      await app.close();
    }
  },
};

type Counts = ReadonlyMap<Outcome, number>;

function addAll(sums: Map<Outcome, number>, counts: Counts): void {
  for (const [outcome, n] of counts) sums.set(outcome, (sums.get(outcome) ?? 0) + n);
}

function differ(a: Counts, b: Counts): boolean {
  return [...new Set([...a.keys(), ...b.keys()])].some((outcome) => (a.get(outcome) ?? 0) !== (b.get(outcome) ?? 0));
}

function diff(title: string, stored: Counts, recounted: Counts): string {
  const outcomes = [...new Set([...stored.keys(), ...recounted.keys()])];
  const rows = outcomes
    .map((outcome) => [outcome, stored.get(outcome) ?? 0, recounted.get(outcome) ?? 0] as const)
    .sort((a, b) => b[1] - a[1]);
  const lines = rows.map(([outcome, before, after]) =>
    line(outcome, count(before), count(after), change(after - before)),
  );
  return `${[line('outcome', 'stored', title, 'change'), ...lines].join('\n')}\n`;
}

function line(name: string, ...cells: string[]): string {
  return `${name.padEnd(18)}${cells.map((cell) => cell.padStart(20)).join('')}`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function change(n: number): string {
  return n > 0 ? `+${count(n)}` : count(n);
}
