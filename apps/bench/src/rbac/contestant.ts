// `node contestant.ts <scenario> <library> time` prints the nanoseconds of one answer, the median over rounds, and with `count`
// how many of the questions have a yes. Each library has a process of its own, for some leave the others slower. -1: it has no way.
import { median } from '../interleave.ts';
import { type Library, libraries } from './libraries.ts';
import { campaigns, numbers, questionCount, roleQuestions, users } from './questions.ts';

type Answer = boolean | Promise<boolean>;
/** The answer to question number `i`. */
type Ask = (i: number) => Answer;

const many = 100_000;
const rounds = 21;

const scenarios: Readonly<Record<string, (library: Library) => Promise<Ask | undefined>>> = {
  async roles({ roles }) {
    const check = await roles?.();
    return check && ask(roleQuestions, check);
  },
  async conditions({ conditions }) {
    const check = await conditions?.();
    const questions = campaigns(questionCount).map((campaign, i) => ({ user: (i * 7) % users.length, campaign }));
    return check && ask(questions, ({ user, campaign }) => check(user, campaign));
  },
  async rules({ rules }) {
    const check = await rules?.(many);
    const others = numbers(questionCount, many / 100, 5);
    const questions = numbers(questionCount, many, 4).map((rule, i) => ({
      rule,
      role: i % 2 === 0 ? Math.floor(rule / 100) : (others[i] ?? 0),
    }));
    return check && ask(questions, ({ role, rule }) => check(role, rule));
  },
  async instances({ instances }) {
    const check = await instances?.(many);
    const questions = numbers(questionCount, 2 * many, 6).map((id) => ({ id: `doc${id}` }));
    return check && ask(questions, check);
  },
};

const [scenario = '', name = '', wanted] = process.argv.slice(2);
const library = (await libraries[name]?.()) ?? {};
process.stdout.write(`${await run()}\n`);

async function run(): Promise<number> {
  if (scenario === 'compile') return compile(library);
  if (scenario === 'filter') return filter(library, wanted === 'count');
  const asked = await scenarios[scenario]?.(library);
  if (asked === undefined) return -1;
  await asked(0); // what is built at the first question, and what is left over then, is no part of an answer
  globalThis.gc?.();
  // One of them takes half a second for an answer about 100 000 rules.
  if (wanted === 'count') return block(asked, scenario === 'rules' ? 16 : questionCount);
  return time(asked);
}

function ask<Question>(questions: readonly Question[], answer: (question: Question) => Answer): Ask {
  return (i) => {
    const question = questions[i];
    if (question === undefined) throw new Error(`no question ${i}`);
    return answer(question);
  };
}

async function time(asked: Ask): Promise<number> {
  // Slow ones are asked less often: a round takes about 20 ms, once the code is compiled.
  let each = Infinity;
  let size = 1;
  for (const begun = performance.now(); performance.now() - begun < 300; size = Math.min(size * 2, 1 << 14)) {
    const start = performance.now();
    await block(asked, size);
    each = (performance.now() - start) / size;
  }
  const count = Math.max(1, Math.min(500_000, Math.round(20 / each)));
  return medianOf(() => block(asked, count), count, each > 100 ? 5 : rounds);
}

async function medianOf(work: () => unknown, count: number, counted = rounds): Promise<number> {
  const times: number[] = [];
  for (let round = -5; round < counted; round++) {
    const begun = performance.now();
    await work();
    if (round >= 0) times.push(((performance.now() - begun) * 1e6) / count);
  }
  return median(times);
}

function block(asked: Ask, count: number): number | Promise<number> {
  if (asked(0) instanceof Promise) return blockOfPromises(asked, count);
  let sum = 0;
  for (let i = 0; i < count; i++) if (asked(i % questionCount)) sum++;
  return sum;
}

async function blockOfPromises(asked: Ask, count: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < count; i++) if (await asked(i % questionCount)) sum++;
  return sum;
}

/** From a policy of so many rules to the first answer. */
async function compile({ rules }: Library): Promise<number> {
  if (rules === undefined) return -1;
  const start = performance.now();
  const check = await rules(many);
  await check(0, 0);
  return (performance.now() - start) * 1e6;
}

async function filter({ filter: filterOf }: Library, counted: boolean): Promise<number> {
  const [, user] = users;
  const work = user && (await filterOf?.(user));
  if (work === undefined) return -1;
  const all = campaigns(many);
  return counted ? work(all) : medianOf(() => work(all), 1);
}
