import type { JSX } from 'preact';
import type { WebhookResource } from '../../../../core/resources.ts';
import { Link } from '../../../app/link.tsx';
import type { PageProps } from '../../../app/pages.tsx';
import { href } from '../../../app/address.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Empty } from '../../../kit/empty.tsx';
import { Name } from '../../../kit/name.tsx';
import { Table } from '../../../kit/table.tsx';
import { DeliveryProgress } from './delivery-progress.tsx';
import { NewWebhook } from './new-webhook.tsx';
import { StateOfWebhook } from './state-of-webhook.tsx';
import { isMoving, useProgress } from './use-progress.ts';
import { WebhookDetail } from './webhook-detail.tsx';
import { addressOf, describeFilter } from './webhook-words.ts';

/** Who is told of changes, and whether they took it. */
export function WebhooksSection({ segments }: PageProps): JSX.Element {
  const [id] = segments;
  if (id === undefined) return <WebhookList />;
  return id === 'new' ? <NewWebhook /> : <WebhookDetail key={id} id={id} />;
}

function WebhookList(): JSX.Element {
  const webhooks = useAnswer('webhooks', async () => (await registry().listWebhooks()).items);
  useProgress(webhooks, (items) => items.some(isMoving));
  return (
    <Answered answer={webhooks} what="the webhooks">
      {(items) => (
        <div class="stack">
          <div class="row">
            <Link class="button primary" to={href(['settings', 'webhooks', 'new'])}>
              New webhook
            </Link>
          </div>
          {items.length === 0 ? <NoWebhooks /> : <WebhookTable webhooks={items} />}
        </div>
      )}
    </Answered>
  );
}

function NoWebhooks(): JSX.Element {
  return (
    <Empty title="Nobody is told of changes">
      <p>
        A webhook sends each change of the registry to an address of yours, signed: a version was registered, deprecated or retired, a setting
        changed. It tries again until it is taken, in order, and keeps what it gave up. To hear of them without one:
      </p>
      <code>curl -N {window.location.origin}/api/v1/changes</code>
    </Empty>
  );
}

function WebhookTable({ webhooks }: { readonly webhooks: readonly WebhookResource[] }): JSX.Element {
  return (
    <Table label="Webhooks" caption="Webhooks" columns={['Receiver', 'State', 'Hears of', 'Deliveries']}>
      {webhooks.map((webhook) => (
        <tr key={webhook.id}>
          <th scope="row">
            <Link to={href(['settings', 'webhooks', webhook.id])}>
              <Name text={addressOf(webhook.url)} />
            </Link>
            {webhook.description !== undefined && (
              <div class="small soft">
                <Name text={webhook.description} />
              </div>
            )}
          </th>
          <td>
            <StateOfWebhook webhook={webhook} />
          </td>
          <td>
            <bdi>{describeFilter(webhook)}</bdi>
          </td>
          <td>
            <DeliveryProgress webhook={webhook} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
