/**
 * What may be written of subjects (settings, keys and webhooks always can): READWRITE everything; READONLY nothing; READONLY_OVERRIDE nothing, whatever a narrower name says;
 * IMPORT only versions whose id and number come along, from another registry, without checks.
 */
export const MODES = ['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT'] as const;
export type Mode = (typeof MODES)[number];
