import type { ErrorCode } from '../../core/errors.ts';
import { HANDED_ON } from '../gateways/gateway-problem.ts';

/** What any route to a gateway may answer. */
export const GATEWAY_ERRORS: readonly ErrorCode[] = [
  'gateway_not_found',
  'gateway_failed',
  'gateway_refused',
  'gateway_timeout',
  'overloaded',
  ...HANDED_ON,
];
