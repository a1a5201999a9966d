/** Log lines of the service and of party nodes. Facts are sizes, digests, names and errors; never an entry's or a document's content. */
import { type DestinationStream, type Logger, pino } from 'pino';

export interface LoggerOptions {
  readonly level: string;
  /** Members of every line. */
  readonly base: Readonly<Record<string, string>>;
}

/** @param destination standard output by default */
export function createLogger({ level, base }: LoggerOptions, destination?: DestinationStream): Logger {
  const options = { level, base, serializers: { error: describeError, err: describeError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Message, code and causes; a stack only for what was not expected. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    message: error.message,
    ...(code === undefined ? { stack: error.stack } : { code }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
