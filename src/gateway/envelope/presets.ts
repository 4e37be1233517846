import type { EnvelopeKind } from '../config/config.ts';
import type { EnvelopePreset, EnvelopeShape } from './preset.ts';

const BARE: readonly EnvelopeShape[] = [{ root: '', data: '', encoding: 'json' }];

/** Every preset there is; docs/gateway.md shows this table. */
export const ENVELOPE_PRESETS: Readonly<Record<EnvelopeKind, EnvelopePreset>> = {
  eventbridge: {
    prefix: '',
    type: ({ text }) => join(text('/source'), text('/detail-type')),
    typeForm: 'the members source and detail-type',
    shapes: [{ root: '', data: '/detail', encoding: 'json' }],
    attributes: { id: '/id', source: '/source', detailtype: '/detail-type', account: '/account', region: '/region', time: '/time' },
  },
  s3: {
    items: '/Records',
    prefix: 'com.amazonaws.s3.',
    type: ({ text }) => text('/eventName'),
    typeForm: 'the member eventName',
    shapes: BARE,
    isPlainText: true,
    attributes: {
      source: '/eventSource',
      region: '/awsRegion',
      time: '/eventTime',
      bucket: '/s3/bucket/name',
      subject: '/s3/object/key',
      configurationid: '/s3/configurationId',
    },
  },
  gcs: {
    prefix: 'google.cloud.storage.object.v1.',
    type: ({ text, header }) => verbOf(GCS_VERBS, onlyOne(text('/attributes/eventType'), header('eventtype'))),
    typeForm: 'the attribute eventType in message.attributes, or as a header',
    shapes: [
      { root: '/message', data: '/data', encoding: 'base64', wrapper: ['message', 'subscription', 'deliveryAttempt'] },
      { root: '', data: '', encoding: 'json' },
    ],
    attributes: {
      id: '/messageId',
      time: '/publishTime',
      eventtype: '/attributes/eventType',
      bucket: '/attributes/bucketId',
      subject: '/attributes/objectId',
    },
    headers: {
      id: 'x-goog-pubsub-message-id',
      time: 'x-goog-pubsub-publish-time',
      eventtype: 'eventtype',
      bucket: 'bucketid',
      subject: 'objectid',
    },
  },
  sns: {
    prefix: 'com.amazonaws.sns.',
    type: ({ text }) => nameOfTopic(text('/TopicArn')),
    typeForm: 'the member TopicArn',
    shapes: [{ root: '', data: '/Message', encoding: 'text' }],
    attributes: { id: '/MessageId', source: '/TopicArn', subject: '/Subject', time: '/Timestamp' },
    isPlainText: true,
  },
  debezium: {
    prefix: '',
    type: ({ text }) => {
      const space = text('/source/schema') ?? text('/source/db');
      const table = text('/source/table') ?? text('/source/collection');
      return join(text('/source/name'), space, table, verbOf(DEBEZIUM_VERBS, text('/op')));
    },
    typeForm: 'the members op and source (name, schema or db, table or collection)',
    shapes: [{ root: '/payload', data: '', encoding: 'json', wrapper: ['schema', 'payload'] }, ...BARE],
    attributes: {
      op: '/op',
      connector: '/source/connector',
      source: '/source/name',
      db: '/source/db',
      schema: '/source/schema',
      table: '/source/table',
      collection: '/source/collection',
      snapshot: '/source/snapshot',
    },
  },
};

/** With dots between them; undefined where one is missing. */
function join(...parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) || parts.includes('') ? undefined : parts.join('.');
}

/** Undefined where there are two: a function might believe the other one. */
function onlyOne(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : undefined;
}

/** What follows the last colon of an ARN. */
function nameOfTopic(arn = ''): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

const DEBEZIUM_VERBS: Readonly<Record<string, string>> = { c: 'created', u: 'updated', d: 'deleted', r: 'read', t: 'truncated' };

// As Google names them where it sends CloudEvents.
const GCS_VERBS: Readonly<Record<string, string>> = {
  OBJECT_FINALIZE: 'finalized',
  OBJECT_DELETE: 'deleted',
  OBJECT_ARCHIVE: 'archived',
  OBJECT_METADATA_UPDATE: 'metadataUpdated',
};

function verbOf(verbs: Readonly<Record<string, string>>, word = ''): string | undefined {
  return Object.hasOwn(verbs, word) ? verbs[word] : undefined;
}
