import { RegistryError } from '../../core/errors.ts';
import type { Gateway } from '../gateway.ts';
import type { AdminRoute } from './routes.ts';

/** A target that answered 410 gets events again. What was parked meanwhile stays so until somebody replays it. */
export function targetRoutes({ delivery, log }: Gateway): AdminRoute[] {
  return [
    {
      method: 'POST',
      path: 'api/v1/routes/{path}/targets/{target}/resume',
      access: 'write',
      answer({ path = '', target = '' }) {
        const lane = delivery?.laneOf({ route: path, target });
        if (delivery === undefined || lane === undefined) {
          throw new RegistryError(
            'route_not_found',
            `expected a durable route and one of its targets; found ${JSON.stringify(path)} and ${JSON.stringify(target)}`,
          );
        }
        const wasStopped = lane.stopped !== undefined;
        delivery.resume(lane);
        if (wasStopped) log.info(lane.ref, 'the target gets events again');
        return { body: { ...lane.ref, wasStopped } };
      },
    },
  ];
}
