/** An array that is longer is typed as an array, not as a tuple. */
export const MAX_TUPLE = 16;
