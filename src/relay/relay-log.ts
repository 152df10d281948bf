/** The part of a pino logger that is used here: fields only, a code among them. */
export interface RelayLog {
  info(fields: object): void;
  warn(fields: object): void;
  error(fields: object): void;
}
