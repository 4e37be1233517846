import { binary, notOurs, ours, ROUTES, STRUCTURED, structured, taken, type Check, type Document } from './row.ts';

const SENDER = 'It binds the sender.';
const FUNCTION = 'The function authorizes: the gate passes Authorization and the query on as they came, and asks for neither.';
const ORIGIN = 'WebHook-Request-Origin: eventemitter.example.com';

const passedOn = (status: number, answers: NonNullable<Check['answers']> = {}): Check => ({
  title: `the function's ${status}`,
  path: `${ROUTES.answers}?${status}`,
  headers: binary(),
  body: '{}',
  status,
  answers,
});
const handshake = (title: string, headers: readonly string[], answers: NonNullable<Check['answers']>): Check => ({
  title,
  method: 'OPTIONS',
  path: ROUTES.handshake,
  headers,
  status: 200,
  answers,
});
const NO_CONSENT = { 'webhook-allowed-origin': undefined, 'webhook-allowed-rate': undefined };

/** HTTP 1.1 Web Hooks for Event Delivery 1.0.3-wip, http-webhook.md. */
export const WEBHOOK: Document = {
  name: 'cloudevents/http-webhook.md',
  rows: [
    notOurs('HTTP-over-TLS (HTTPS) MUST be used for the connection.', 'Whoever ends TLS before the gate, or the server that it runs in, keeps it.'),
    ours(
      'The HTTP method for the delivery request MUST be POST.',
      taken('POST', { method: 'POST', headers: binary(), body: '{}' }),
      ...['GET', 'PATCH', 'DELETE'].map((method) => ({
        title: method,
        method,
        headers: binary(),
        status: 405,
        code: 'method_not_allowed',
        answers: { allow: 'POST, PUT' },
      })),
    ),
    ours(
      'The `Content-Type` header MUST be carried and the request MUST carry a notification payload of the given content type.',
      { title: 'no Content-Type', headers: binary({}, []), body: '{}', status: 415, code: 'media_type_unsupported' },
      { title: 'no payload', headers: binary(), body: '', status: 422, code: 'event_invalid' },
      { title: 'a payload of another type', headers: binary(), body: '<a/>', status: 400, code: 'json_invalid' },
    ),
    notOurs(
      'the delivery request MUST include the `WebHook-Request-Origin` header',
      'It binds targets that require the handshake, and their senders; the gate supports it and requires nothing.',
    ),
    ours('The response MUST NOT use any of the 3xx HTTP Redirect status codes and the client MUST NOT follow any such redirection.', {
      ...passedOn(302, { location: 'http://127.0.0.1:1/' }),
      title: 'the gate follows none of the function, which is told to the sender as it is',
    }),
    ours(
      'if the response carries a payload with processing details, the response MUST have the 200 OK or 201 Created status code',
      passedOn(200),
      passedOn(201),
    ),
    ours('In this case, the response MUST carry a `Content-Type` header.', passedOn(200, { 'content-type': 'text/plain' })),
    ours('carries no payload, the response MUST have the 201 Created or 204 No Content status code', passedOn(204), {
      title: 'an event that nobody wants',
      path: ROUTES.nobody,
      headers: binary(),
      body: '{}',
      status: 204,
    }),
    ours('the response MUST have the 202 Accepted status code', passedOn(202)),
    ours(
      'it SHOULD return a 429 Too Many Requests status code and MUST include the `Retry-After` header',
      // The gate limits no rates; what it cannot do just now is a 503, with the same header.
      passedOn(429, { 'retry-after': '7' }),
      {
        title: 'a version that is not known yet',
        headers: binary({ dataschema: `urn:sluice:any:${'0'.repeat(64)}` }),
        body: '{}',
        status: 503,
        code: 'dataschema_unknown',
        answers: { 'retry-after': '1' },
      },
    ),
    notOurs('The sender MUST observe the value of the Retry-After header', SENDER),
    ours(
      'If the delivery cannot be accepted because the notification format has not been understood, the service MUST respond with status code 415',
      { title: 'XML', headers: binary({}, ['Content-Type: application/xml']), body: '<a/>', status: 415, code: 'media_type_unsupported' },
      { title: 'Avro', headers: ['Content-Type: application/cloudevents+avro'], body: 'x', status: 415, code: 'media_type_unsupported' },
      { title: 'gzip', headers: [...STRUCTURED, 'Content-Encoding: gzip'], body: structured(), status: 415, code: 'media_type_unsupported' },
    ),
    notOurs('The delivery request MUST use one of the following two methods', SENDER),
    ours(
      'The delivery target MUST support both methods.',
      taken('the header reaches the function', {
        headers: [...binary(), 'Authorization: Bearer mF_9.B5f-4.1JqM'],
        body: '{}',
        gets: { authorization: 'Bearer mF_9.B5f-4.1JqM' },
      }),
      taken('and so does the query', {
        path: '/?access_token=mF_9.B5f-4.1JqM&p=q',
        headers: binary(),
        body: '{}',
        gets: { 'x-url': '/?access_token=mF_9.B5f-4.1JqM&p=q' },
      }),
    ),
    ours('Challenge-based schemes MUST NOT be used.', {
      title: 'no answer of the gate challenges',
      headers: ['Content-Type: application/json'],
      body: '{}',
      status: 400,
      code: 'envelope_invalid',
      answers: { 'www-authenticate': undefined },
    }),
    notOurs('For OAuth 2.0 Bearer tokens, the "Bearer" scheme MUST be used.', SENDER),
    notOurs('the "access_token" parameter MUST be properly separated', FUNCTION),
    ours(
      'The `WebHook-Request-Origin` header MUST be included in the validation request',
      handshake('with it', [ORIGIN], { 'webhook-allowed-origin': 'eventemitter.example.com' }),
      handshake('without it', [], NO_CONSENT),
      handshake('with a rate only', ['WebHook-Request-Rate: 120'], NO_CONSENT),
    ),
    notOurs('the sender MUST use the `WebHook-Request-Origin` request header for each delivery request', SENDER),
    notOurs(
      'If the WebHook-Request-Callback header is used, the callback target MUST support both methods.',
      'It binds the sender, whose address the callback is; the gate never calls it.',
    ),
    ours(
      'If and only if the delivery target does allow delivery of the events, it MUST reply to the request by including the `WebHook-Allowed-Origin` and `WebHook-Allowed-Rate` headers.',
      handshake('an allowed origin', [ORIGIN], {
        'webhook-allowed-origin': 'eventemitter.example.com',
        'webhook-allowed-rate': '120',
        allow: 'POST, PUT, OPTIONS',
      }),
      handshake('another origin', ['WebHook-Request-Origin: other.example.com'], { ...NO_CONSENT, allow: 'POST, PUT, OPTIONS' }),
      {
        ...handshake('a route that allows nobody', [ORIGIN], { ...NO_CONSENT, allow: 'POST, PUT' }),
        path: ROUTES.events,
        status: 405,
        code: 'method_not_allowed',
      },
    ),
    ours(
      'The `WebHook-Allowed-Origin` header MUST be returned when the delivery target agrees to notification delivery by the origin service.',
      handshake('it is', [ORIGIN], { 'webhook-allowed-origin': 'eventemitter.example.com' }),
    ),
    ours(
      'Its value MUST either be the origin name supplied in the `WebHook-Request-Origin` header, or a singular asterisk character',
      handshake('as it was supplied', ['WebHook-Request-Origin: EventEmitter.example.com'], { 'webhook-allowed-origin': 'EventEmitter.example.com' }),
    ),
    ours(
      'The `WebHook-Allowed-Rate` header MUST be returned alongside `WebHook-Allowed-Origin`if the request contained the `WebHook-Request-Rate` header',
      handshake('asked for', [ORIGIN, 'WebHook-Request-Rate: 500'], { 'webhook-allowed-rate': '120' }),
      handshake('not asked for', [ORIGIN], { 'webhook-allowed-rate': '120' }),
    ),
  ],
};
