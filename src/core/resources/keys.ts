import type { KeyRecord, Scope } from '../api-key.ts';

export interface KeyRequest {
  /** For people: whose it is, what for. 1 to 100 characters, none of them a control character. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601, in the future; default never. */
  readonly expiresAt?: string;
}

/** A key without its secret, which nobody can read again. */
export type KeyResource = Omit<KeyRecord, 'hash'>;

/** The only answer that has the secret. */
export interface CreatedKeyResource extends KeyResource {
  /** `sluice_ID_SECRET`: the whole as a Bearer token, or ID and SECRET as user and password of Basic. */
  readonly key: string;
}

export interface KeyListResource {
  readonly items: readonly KeyResource[];
}

/** Who the registry takes the caller for. */
export interface WhoamiResource {
  readonly name: string;
  /** False: the caller did not say who they are. */
  readonly known: boolean;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: string;
}
