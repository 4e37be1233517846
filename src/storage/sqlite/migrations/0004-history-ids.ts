/** @internal Every change has an identity. Those that are there already get theirs from `identifyChanges`. */
export const HISTORY_IDS = `
ALTER TABLE changes ADD COLUMN history_id TEXT NOT NULL DEFAULT '';
`;
