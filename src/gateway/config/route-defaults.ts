/** The one place of what a route does where nothing is said, of the gateway and of the library; the schema of the file repeats it for editors, and a test compares. */
export const ROUTE_DEFAULTS = { mode: 'enforce', onUnknown: 'reject', whenStale: 'serve', maxStaleMs: 300_000, showValues: false } as const;

/** How far the time that was signed may lie from now. */
export const DEFAULT_TOLERANCE_MS = 300_000;
