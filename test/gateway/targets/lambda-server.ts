import type { ServerResponse } from 'node:http';
import { startFunction, type FunctionServer, type Received } from '../function-server.ts';
import { whyNotSigned, type AwsKey } from './verify-sigv4.ts';

/** An invocation as Lambda got it. */
export interface Invocation {
  readonly function: string;
  readonly qualifier: string | null;
  readonly type: string | undefined;
  readonly payload: Buffer;
  readonly request: Received;
}

/** What a function does, or what Lambda does instead. */
export type Behaviour = (invocation: Invocation, response: ServerResponse) => void;

export interface LambdaServer extends FunctionServer {
  readonly invocations: Invocation[];
}

export const KEY: AwsKey = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** Answers as the Invoke API of Lambda does, and only to those who have signed with `KEY`. */
export async function startLambda(behave: Behaviour): Promise<LambdaServer> {
  const invocations: Invocation[] = [];
  const server = await startFunction((request, response) => {
    const why = whyNotSigned(request, KEY);
    if (why !== undefined) return refuse(response, 403, 'InvalidSignatureException', why);
    const { pathname, searchParams } = new URL(request.url, 'http://lambda');
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname)?.[1];
    if (name === undefined) return refuse(response, 404, 'ResourceNotFoundException', 'no such operation');
    const type = request.headers['x-amz-invocation-type'] as string | undefined;
    const invocation = { function: decodeURIComponent(name), qualifier: searchParams.get('Qualifier'), type, payload: request.body, request };
    invocations.push(invocation);
    behave(invocation, response);
  });
  return { ...server, invocations };
}

/** The function returned that. */
export function returns(response: ServerResponse, value: unknown): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', 'x-amzn-requestid': 'req-1' })
    .end(JSON.stringify(value));
}

/** The function threw that. */
export function throws(response: ServerResponse, errorType: string, how = 'Unhandled'): void {
  const headers = { 'content-type': 'application/json', 'x-amz-function-error': how, 'x-amzn-requestid': 'req-2' };
  response.writeHead(200, headers).end(JSON.stringify({ errorMessage: 'card 4111 is no good', errorType, trace: [] }));
}

/** Lambda has it. */
export function takes(response: ServerResponse): void {
  response.writeHead(202, { 'x-amzn-requestid': 'req-3' }).end();
}

/** Lambda itself refuses. */
export function refuse(
  response: ServerResponse,
  status: number,
  type: string,
  message = 'because',
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type, ...headers })
    .end(JSON.stringify({ Type: 'User', message }));
}
