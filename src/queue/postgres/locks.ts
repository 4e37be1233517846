/** @internal "sluq", as in the header of our SQLite files: the first half of each advisory lock; the second is a bucket of keys or one of these. */
export const LOCK_CLASS = 0x736c7571;
/** @internal The class of the locks that say who delivers where, mixed with the schema: "slua". */
export const ATTENDANCE_CLASS = 0x736c7561;
/** @internal Each transaction holds so many at most, of the thousands that a server has room for. */
export const BUCKETS = 256;
/** @internal */
export const LIMITS_LOCK = 256;
/** @internal */
export const COMPACTION_LOCK = 257;
