import type { AuditAction } from '../core/audit.ts';
import { auditEntry } from './audit.ts';
import type { Context } from './context.ts';
import type { WriteContext } from './registry.ts';

/** What somebody has done to a gateway through this registry; nothing else of it is kept here. */
export interface GatewayDeed {
  readonly action: Extract<AuditAction, `events.${string}` | `gateway.${string}`>;
  readonly gateway: string;
  /** What was asked for, and in the entry of its end what became of it. */
  readonly details: object;
}

/** Write it into the audit log. */
export async function noteGatewayDeed(context: Context, { action, gateway, details }: GatewayDeed, write: WriteContext): Promise<void> {
  await context.store.commit({
    expect: [],
    audit: () => [auditEntry(context, write, { action, name: gateway, after: details })],
    changes: () => [],
  });
}
