/** The part of pino that a node uses. Facts are sizes, digests and names; never an entry's or a document's content. */
export interface NodeLogger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
