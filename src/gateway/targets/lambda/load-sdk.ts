import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RegistryError } from '../../../core/errors.ts';

/** @internal */
export interface Sdk {
  readonly LambdaClient: typeof LambdaClient;
  readonly InvokeCommand: typeof InvokeCommand;
}

/** @internal Load the client of AWS Lambda, an optional peer. Throws `module_missing` where it is not installed. */
export async function loadSdk(load: () => Promise<Sdk> = async () => import('@aws-sdk/client-lambda')): Promise<Sdk> {
  try {
    return await load();
  } catch (cause) {
    throw new RegistryError(
      'module_missing',
      'a target of the kind aws-lambda needs the package @aws-sdk/client-lambda, which is not installed; run `npm install @aws-sdk/client-lambda`',
      { cause },
    );
  }
}
