/** `triseal token`: a bearer token on standard output, got with the organisation's key (RFC 7523). */
import { type ConnectionFlags, connect } from '../connection.ts';
import { type CliIo, EXIT, type ExitCode } from '../io.ts';

export async function token(io: CliIo, flags: ConnectionFlags): Promise<ExitCode> {
  io.out(`${await connect(io, flags).client.token()}\n`);
  return EXIT.ok;
}
