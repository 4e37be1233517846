import type { Invoked } from './read-invocation.ts';

/** What Lambda means by an error of its own: the status that it counts as, where that is not its own, and how it is told. */
interface ServiceRow {
  readonly names: readonly string[];
  readonly status?: number;
  readonly words: string;
}

const CREDENTIALS = 'takes no invocation from these credentials; they need lambda:InvokeFunction for it';

/**
 * Some statuses of Lambda mean something else in the table of statuses: its 410 is about a file system, and would stop the target; its
 * 500 is its own trouble and no event's; some of its 400 are about the function, and no fault of the bytes.
 */
export const SERVICE_ERRORS: readonly ServiceRow[] = [
  { names: ['ResourceNotFoundException'], words: 'is not there: no such function, version or alias in this region' },
  { names: ['AccessDeniedException', 'AccessDenied'], words: CREDENTIALS },
  {
    names: [
      'UnrecognizedClientException',
      'InvalidSignatureException',
      'IncompleteSignatureException',
      'IncompleteSignature',
      'MissingAuthenticationTokenException',
      'ExpiredTokenException',
      'ExpiredToken',
      'InvalidClientTokenId',
      'SignatureDoesNotMatch',
    ],
    status: 403,
    words: 'takes no invocation from these credentials: unknown, expired, or of a machine whose clock is wrong',
  },
  { names: ['InvalidRequestContentException'], words: 'was given what Lambda does not read as JSON' },
  { names: ['RequestTooLargeException'], words: 'was given more than Lambda takes: 6 MB, with invocation "event" 1 MB' },
  { names: ['TooManyRequestsException', 'ThrottlingException', 'Throttling'], status: 429, words: 'is invoked too often, as Lambda counts it' },
  { names: ['InvalidParameterValueException', 'ValidationException'], status: 404, words: 'cannot be invoked as this target is configured' },
  { names: ['SnapStartException'], status: 500, words: 'did not come back from its snapshot' },
  {
    names: ['EFSIOException', 'EFSMountConnectivityException', 'EFSMountFailureException', 'EFSMountTimeoutException'],
    status: 503,
    words: 'cannot reach its file system',
  },
  { names: ['ServiceException'], status: 503, words: 'was not invoked: Lambda has trouble of its own' },
];

interface ServiceError {
  readonly name: string;
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** @internal */
export function serviceRefusal({ name, status, retryAfter }: ServiceError): Invoked {
  const row = SERVICE_ERRORS.find(({ names }) => names.includes(name));
  // Without a name of ours 410 and 500 are the service's own all the same.
  const counted = row?.status ?? (status === 410 || status === 500 ? 503 : status);
  const told = /^\w{1,60}$/.test(name) ? `${name}, ${status}` : String(status);
  return {
    kind: 'refused',
    status: counted,
    words: `${row?.words ?? 'was not invoked'} (${told})`,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
