/** What a gate writes its log to; a pino logger is one. */
export interface GatewayLog {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}
