/** The module of the types that several contracts have; no file of an event begins with an underscore. */
export const SHARED_TYPES = '_shared';
