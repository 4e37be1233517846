import type { SecretConfig } from '../../gateway/config/config.ts';
import type { CertificateRules } from '../../http/kit/certificate.ts';
import type { TokenRules } from '../../http/kit/token.ts';
import type { RetryRules } from '../../webhooks/retry.ts';
import type { RateLimit } from '../../http/kit/token-bucket.ts';

/** What the configuration of a registry says beside store and address, with the defaults filled in. */
export interface RegistryConfig {
  /** Absent: everybody may do everything. */
  readonly auth?: AuthConfig;
  /** Absent: http. */
  readonly tls?: TlsFiles;
  /** Absent: none. */
  readonly rateLimit?: RateLimit;
  readonly limits?: { readonly maxBodyBytes?: number };
  readonly webhooks?: WebhookConfig;
  /** Gateways whose admin API is handed through. */
  readonly gateways?: readonly GatewayAddress[];
  /** Names by which an open registry on this machine is asked, beside localhost and addresses. */
  readonly allowedHosts?: readonly string[];
}

/** A gateway, and its admin token; absent: it has none. */
export interface GatewayAddress {
  readonly name: string;
  /** Without a slash at the end. */
  readonly url: string;
  readonly token?: SecretConfig;
}

/** How webhooks are delivered; what is absent is the default of docs/webhooks.md. */
export interface WebhookConfig extends Partial<RetryRules> {
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** Whether this process delivers at all. Default true. */
  readonly deliver?: boolean;
  /** Whether receivers may have private addresses. */
  readonly allowPrivate?: boolean;
  /** With which secrets are encrypted at rest. */
  readonly key?: Buffer;
}

export interface AuthConfig {
  readonly keys: boolean;
  /** Whether those who do not say who they are may read everything. */
  readonly anonymousRead: boolean;
  readonly jwt?: TokenRules;
  readonly clientCertificates?: CertificateRules;
}

/** Where the files of TLS are, as absolute paths or relative to the working directory. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Absent: nobody is asked for a certificate. */
  readonly clientCa?: string;
  readonly requireClientCertificate: boolean;
}
