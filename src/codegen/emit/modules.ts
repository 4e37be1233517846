/** The module of the types that several contracts have; no file of an event begins with an underscore. */
export const SHARED_TYPES = '_shared';

/** The module of the branded types for formats. */
export const FORMAT_TYPES = '_formats';
