/** Which downloads and hits a report is about. What is absent is not narrowed. */
export interface ReportFilter {
  /** @default 'demo' */
  readonly tenantId?: string | undefined;
  /** First and last UTC day, `2026-02-01`, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Keys, see episode-key.ts. */
  readonly show?: string | undefined;
  readonly episode?: string | undefined;
}

/** The conditions of one statement, and the parameters that they refer to. */
export interface Conditions {
  /** Adds a condition on a value; an absent value is no condition. `sql` gets the value's parameter. */
  where(value: string | number | undefined, sql: (parameter: string) => string): void;
  /** A parameter outside of the conditions. */
  parameter(value: string | number): string;
  /** All of them, as what follows WHERE. */
  readonly sql: string;
  readonly params: (string | number)[];
}

/** @param params shared by the conditions of one statement that stand at different places of it */
export function createConditions(params: (string | number)[] = []): Conditions {
  const clauses: string[] = [];
  const parameter = (value: string | number) => `$${params.push(value)}`;
  return {
    where(value, sql) {
      if (value !== undefined) clauses.push(sql(parameter(value)));
    },
    parameter,
    get sql() {
      return clauses.length === 0 ? 'true' : clauses.join(' AND ');
    },
    params,
  };
}

/** Narrows `episodes e` joined with `shows s`. */
export function whereEpisode(conditions: Conditions, { tenantId = 'demo', show, episode }: ReportFilter): void {
  conditions.where(tenantId, (id) => `s.tenant_id = ${id}`);
  conditions.where(show, (key) => `s.key = ${key}`);
  conditions.where(episode, (key) => `e.key = ${key}`);
}

/** Narrows a column of the type date. */
export function whereDay(conditions: Conditions, column: string, { from, to }: ReportFilter): void {
  conditions.where(from, (day) => `${column} >= ${day}::date`);
  conditions.where(to, (day) => `${column} <= ${day}::date`);
}

/** Narrows a column of the type timestamptz to whole UTC days. */
export function whereTime(conditions: Conditions, column: string, { from, to }: ReportFilter): void {
  conditions.where(from, (day) => `${column} >= ${day}::date::timestamp AT TIME ZONE 'UTC'`);
  conditions.where(to, (day) => `${column} < (${day}::date + 1)::timestamp AT TIME ZONE 'UTC'`);
}
