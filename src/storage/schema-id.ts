/** The largest id of a schema: the wire format of Kafka's messages has four bytes for it, with a sign. */
export const MAX_SCHEMA_ID: number = 2 ** 31 - 1;

/**
 * The registry's own ids follow each other behind the highest one that it knows, so that an import which goes on later finds its
 * ids free. One from here on, brought by an import, does not move them: a single high id would use up all that are left. Own ids
 * that come so far pass over those that are taken.
 */
export const FOREIGN_IDS_FROM: number = 2 ** 30;
