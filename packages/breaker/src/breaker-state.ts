/** `half-open`: a few calls are let in to find out. The last two are an operator's, until a `reset`. */
export type BreakerState = 'closed' | 'open' | 'half-open' | 'forced-open' | 'disabled';

/** What a call says about the health of what it called; `ignore`: nothing. */
export type Verdict = 'success' | 'failure' | 'ignore';
