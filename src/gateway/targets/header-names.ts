/** The number of the delivery: the same for each attempt, so that a function may know what it has seen. */
export const DELIVERY_HEADER = 'sluice-delivery';

/** 1 for the first attempt. */
export const ATTEMPT_HEADER = 'sluice-attempt';
