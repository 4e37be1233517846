/** What is asked of each step of an imported history, whatever level its subject has; that of `sluice audit`, whose answer this is. */
export const HISTORY_QUESTION = { level: 'BACKWARD', profile: 'declared', formats: 'annotate' } as const;
