/** What {@link Question.soon} resolves with in place of an answer. */
export const late = Symbol('late');

/** A question that is under way. */
export interface Question<T> {
  readonly answer: Promise<T>;
  /** The answer, or `late` once it takes longer than a moment: also for those who ask after that, who do not wait again. */
  readonly soon: Promise<T | typeof late>;
}

/** Asks, or joins those who wait for the answer to the same question. */
export type Ask = <T>(key: string, load: () => Promise<T>) => Question<T>;

/**
 * Asks the same thing once at a time: what is slow is not asked again by all who wait for it.
 *
 * @param waitMs the moment.
 * @param lateMs the moment once an answer was late, until one comes within it: what was waited for in vain is not waited for as
 * long each time.
 */
export function createQuestions(waitMs: number, lateMs = waitMs): Ask {
  const underWay = new Map<string, Question<unknown>>();
  let patienceMs = waitMs;

  function begin(key: string, load: () => Promise<unknown>): Question<unknown> {
    const answer = load().finally(() => underWay.delete(key));
    const soon = unlessLate(answer, patienceMs);
    const learn = (first: unknown) => {
      patienceMs = first === late ? lateMs : waitMs;
    };
    for (const unheard of [answer, soon.then(learn)]) unheard.catch(() => {}); // whoever waits for it is told
    const question = { answer, soon };
    underWay.set(key, question);
    return question;
  }

  return function ask<T>(key: string, load: () => Promise<T>) {
    // The cast: the same key is of the same `load`.
    return (underWay.get(key) ?? begin(key, load)) as Question<T>;
  };
}

function unlessLate<T>(answer: Promise<T>, waitMs: number): Promise<T | typeof late> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late), waitMs);
    const settled = () => clearTimeout(timer);
    answer.then(resolve, reject).finally(settled);
  });
}
