/** Which downloads and hits a report is about. What is absent is not narrowed. */
export interface ReportFilter {
  /** What of it may be seen, as a condition on `shows s` whose parameters begin at `startIndex`; all of it where absent. */
  readonly visible?: ((startIndex: number) => VisibleShows) | undefined;
  /** First and last UTC day, `2026-02-01`, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Keys, see episode-key.ts. */
  readonly show?: string | undefined;
  readonly episode?: string | undefined;
}

export interface VisibleShows {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** The conditions of one statement, and the parameters that they refer to. */
export interface Conditions {
  /** Adds a condition on a value; an absent value is no condition. `sql` gets the value's parameter. */
  where(value: string | number | undefined, sql: (parameter: string) => string): void;
  /** Adds a condition with parameters of its own, numbered on from those that are there. */
  whereSql(condition: (startIndex: number) => VisibleShows): void;
  /** A parameter outside of the conditions. */
  parameter(value: string | number): string;
  /** All of them, as what follows WHERE. */
  readonly sql: string;
  readonly params: unknown[];
}

/** @param params shared by the conditions of one statement that stand at different places of it */
export function createConditions(params: unknown[] = []): Conditions {
  const clauses: string[] = [];
  const parameter = (value: string | number) => `$${params.push(value)}`;
  return {
    where(value, sql) {
      if (value !== undefined) clauses.push(sql(parameter(value)));
    },
    whereSql(condition) {
      const { sql, params: own } = condition(params.length + 1);
      params.push(...own);
      clauses.push(sql);
    },
    parameter,
    get sql() {
      return clauses.length === 0 ? 'true' : clauses.join(' AND ');
    },
    params,
  };
}

/** Narrows `episodes e` joined with `shows s`. */
export function whereEpisode(conditions: Conditions, { visible, show, episode }: ReportFilter): void {
  if (visible) conditions.whereSql(visible);
  conditions.where(show, (key) => `s.key = ${key}`);
  conditions.where(episode, (key) => `e.key = ${key}`);
}

/** Narrows a column of the type date. */
export function whereDay(conditions: Conditions, column: string, { from, to }: ReportFilter): void {
  conditions.where(from, (day) => `${column} >= ${day}::date`);
  conditions.where(to, (day) => `${column} <= ${day}::date`);
}
