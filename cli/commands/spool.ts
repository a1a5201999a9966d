/** `triseal spool`: files what is put into a directory, now or when the service is back. */
import { resolve } from 'node:path';
import { signRecords } from '../../client/sign.ts';
import { openSpool, type SpoolOutcome } from '../../client/spool.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { type ConnectionFlags, connect } from '../connection.ts';
import { type CliIo, EXIT, type ExitCode } from '../io.ts';
import { printable } from '../printable.ts';

export interface SpoolFlags extends ConnectionFlags {
  readonly sign?: boolean;
  readonly once?: boolean;
  readonly json?: boolean;
}

export async function spool(io: CliIo, directory: string, flags: SpoolFlags): Promise<ExitCode> {
  const connection = connect(io, flags);
  const c = createNodeCrypto();
  const opened = openSpool({
    client: connection.client,
    directory: resolve(io.cwd, directory),
    onOutcome: (outcome) => io.out(lineOf(outcome, flags.json === true)),
    ...(flags.sign === true && {
      sign: async (record, documents) => {
        const bytes = documents.map((one) => ({ ...one, content: one.content as Uint8Array }));
        const [statement] = await signRecords(c, [{ record, documents: bytes }], connection, io.now());
        return statement!;
      },
    }),
  });
  if (flags.once === true) return (await opened.drain()) === 0 ? EXIT.ok : EXIT.unavailable;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await opened.run(stop.signal);
  return EXIT.ok;
}

function lineOf(outcome: SpoolOutcome, json: boolean): string {
  if (json) return `${JSON.stringify(outcome)}\n`;
  return `${outcome.state.padEnd(8)} ${printable(outcome.item)}  ${printable(outcome.detail)}\n`;
}
