import type { AdminRequest, Door } from '../../gateway/fleet/fan-out.ts';

/** The variable that tells a worker its number. */
export const WORKER_VARIABLE = 'SLUICE_GATEWAY_WORKER';

/** The variable with the port that all of them share. */
export const PORT_VARIABLE = 'SLUICE_GATEWAY_WORKER_PORT';

/** What a worker says to the process that started it. */
export type FromWorker =
  /** Its door is open: what was changed at run time is to be told there, before it takes events. */
  | { readonly kind: 'door'; readonly port: number }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'changed'; readonly request: AdminRequest };

export type ToWorker = { readonly kind: 'go' } | { readonly kind: 'doors'; readonly doors: readonly Door[] } | { readonly kind: 'stop' };
