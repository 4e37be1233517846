// Written after the shapes that the vendors document, with values of our own.

export const EVENTBRIDGE = {
  version: '0',
  id: '5f2b1c6e-0000-4000-8000-000000000001',
  'detail-type': 'OrderPlaced',
  source: 'com.shop.orders',
  account: '111122223333',
  time: '2026-11-24T09:00:00Z',
  region: 'eu-central-1',
  resources: [] as readonly string[],
  detail: { n: 1 },
};

export const S3_RECORD = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-central-1',
  eventTime: '2026-11-24T09:00:00.000Z',
  eventName: 'ObjectCreated:Put',
  userIdentity: { principalId: 'AWS:EXAMPLE' },
  requestParameters: { sourceIPAddress: '192.0.2.1' },
  responseElements: { 'x-amz-request-id': 'R', 'x-amz-id-2': 'I' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'all-objects',
    bucket: { name: 'photos', ownerIdentity: { principalId: 'P' }, arn: 'arn:aws:s3:::photos' },
    object: { key: 'in/a.jpg', size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
  },
};

export const GCS_OBJECT = {
  kind: 'storage#object',
  id: 'photos/in/a.jpg/1',
  name: 'in/a.jpg',
  bucket: 'photos',
  generation: '1',
  contentType: 'image/jpeg',
  size: '1024',
  timeCreated: '2026-11-24T09:00:00.000Z',
};

export const GCS_PUSH: { readonly message: Readonly<Record<string, unknown>>; readonly subscription: string } = {
  message: {
    attributes: {
      notificationConfig: 'projects/_/buckets/photos/notificationConfigs/1',
      eventType: 'OBJECT_FINALIZE',
      payloadFormat: 'JSON_API_V1',
      bucketId: 'photos',
      objectId: 'in/a.jpg',
      objectGeneration: '1',
      eventTime: '2026-11-24T09:00:00.000000Z',
    },
    data: Buffer.from(JSON.stringify(GCS_OBJECT)).toString('base64'),
    messageId: '2070443601311540',
    publishTime: '2026-11-24T09:00:00.100Z',
  },
  subscription: 'projects/shop/subscriptions/gate',
};

export const SNS = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-central-1:111122223333:orders',
  Subject: 'An order',
  Message: '{"kind":"placed","n":1}',
  Timestamp: '2026-11-24T09:00:00.000Z',
  SignatureVersion: '1',
  Signature: 'EXAMPLE',
  SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem',
  UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
};

export const SNS_CONFIRMATION = {
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: '2336412f37',
  TopicArn: 'arn:aws:sns:eu-central-1:111122223333:orders',
  Message: 'You have chosen to subscribe to the topic.',
  SubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription',
  Timestamp: '2026-11-24T09:00:00.000Z',
  SignatureVersion: '1',
  Signature: 'EXAMPLE',
  SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem',
};

export const DEBEZIUM = {
  before: null,
  after: { id: 1004, n: 1 },
  source: {
    version: '3.0.0.Final',
    connector: 'postgresql',
    name: 'shop',
    ts_ms: 1_764_000_000_000,
    snapshot: 'false',
    db: 'postgres',
    schema: 'inventory',
    table: 'customers',
    txId: 556,
    lsn: 24_023_128,
  },
  op: 'c',
  ts_ms: 1_764_000_000_100,
};
