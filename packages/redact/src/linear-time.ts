import { beyond, type Position, type PositionAutomaton, readPattern } from './position-automaton.ts';

/**
 * Whether a search for the pattern certainly takes time in proportion to the text. It does unless two ways to go on can
 * read the same text without end: one that stays in a loop, and one that leaves for another loop on the way (the criterion
 * of Weber and Seidl, "On the degree of ambiguity of finite automata", 1991). To begin anew at each character is a loop
 * too, but leaving it for one that a match can end with does no harm: then there is a match, and it is not begun anew.
 * Some patterns that are linear are taken for others; none the other way round.
 */
export function isLinear(pattern: RegExp): boolean {
  const endless = readPattern(pattern, false);
  const bounded = readPattern(pattern, true);
  if (!endless || !bounded) return false;
  return !hasAmbiguity(endless, false) && !hasAmbiguity(bounded, true);
}

/** For each node and letter, the nodes that come next. */
type Transitions = readonly (readonly (readonly number[])[])[];

function hasAmbiguity({ positions, starts, ends }: PositionAutomaton, searching: boolean): boolean {
  const next = transitions(positions, starts);
  const reached = next.map((_, from) => reachable(next, from));
  const reaches = (from: number, to: number): boolean => at(reached, from).has(to);
  const isFree = (node: number): boolean => ends.some((end) => reaches(node, end) && reaches(end, node));
  const loops = [...next.keys()].filter((node) => reaches(node, node));
  const inPattern = loops.filter((node) => node < positions.length);
  const stays = searching ? loops.filter((node) => node >= positions.length) : inPattern;
  const leaves = searching ? inPattern.filter((node) => !isFree(node)) : inPattern;
  return stays.some((stay) =>
    leaves.some((leave) => stay !== leave && reaches(stay, leave) && isAmbiguous(next, reaches, stay, leave)),
  );
}

// What patterns of text tell apart: ASCII, and some of each kind beyond it.
const alphabet = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ...'\x85éßЖ中\u2028\ud83d',
  '😀',
  beyond,
];

/** The nodes are the positions; after them one for each letter, for a search that has begun nowhere and read that letter last. */
function transitions(positions: readonly Position[], starts: readonly number[]): Transitions {
  const taken = positions.map(({ takes }) => alphabet.map(takes));
  // Characters that all positions and guards treat alike are one letter.
  const letters = new Map<string, number>();
  for (const [i, character] of alphabet.entries()) {
    letters.set(`${taken.map((row) => Number(row[i])).join('')}${/\w/.test(character)}${/\s/.test(character)}`, i);
  }
  const codes = [...letters.values()];
  const after = (nodes: Iterable<number>, code: number): number[] => [...nodes].filter((node) => at(taken, node)[code]);
  const beginAfter = (before: number, code: number): number[] =>
    after(starts, code).filter((start) =>
      at(positions, start).guards.every((guard) => guard(at(alphabet, before), at(alphabet, code))),
    );
  return [
    ...positions.map(({ follow }) => codes.map((code) => after(follow, code))),
    ...codes.map((before) => codes.map((code, letter) => [positions.length + letter, ...beginAfter(before, code)])),
  ];
}

function reachable(next: Transitions, from: number): Set<number> {
  const found = new Set<number>();
  const queue = [from];
  for (const node of queue) {
    for (const target of at(next, node).flat()) {
      if (!found.has(target)) queue.push(target);
      found.add(target);
    }
  }
  return found;
}

/** Whether some text leads from `stay` to itself, from `stay` to `leave`, and from `leave` to itself. */
function isAmbiguous(
  next: Transitions,
  reaches: (from: number, to: number) => boolean,
  stay: number,
  leave: number,
): boolean {
  const goal = `${stay},${leave},${leave}`;
  const seen = new Set<string>();
  const queue = [[stay, stay, leave] as const];
  for (const [a, b, c] of queue) {
    for (const [letter, staying] of at(next, a).entries()) {
      const left = at(at(next, c), letter).filter((node) => reaches(node, leave));
      for (const x of staying.filter((node) => reaches(node, stay))) {
        for (const y of at(at(next, b), letter)) {
          for (const z of left) {
            const key = `${x},${y},${z}`;
            if (key === goal) return true;
            if (!seen.has(key)) queue.push([x, y, z]);
            seen.add(key);
          }
        }
      }
    }
  }
  return false;
}

function at<T>(list: readonly T[], index: number): T {
  // Nodes, positions and letters are numbered by the lists that they stand in.
  return list[index] as T;
}
