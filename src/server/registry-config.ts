/** What the configuration of a registry says beside store and address. */
export interface RegistryConfig {
  /** Absent: everybody may do everything. */
  readonly auth?: AuthConfig;
}

export interface AuthConfig {
  readonly keys: boolean;
  /** Whether those who do not say who they are may read everything. */
  readonly anonymousRead: boolean;
}
