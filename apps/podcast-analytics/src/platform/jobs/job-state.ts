/** `dead` jobs have failed for good; somebody has to look, see the page `/operations/jobs`. */
export const jobStates = ['waiting', 'running', 'done', 'dead'] as const;
