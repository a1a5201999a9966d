/** `triseal inspect`: what is in a file of ours, laid open and not judged. */
import { isUtf8 } from 'node:buffer';
import { CoreError } from '../../core/error.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { describeFile } from '../describe.ts';
import { CliError, type CliIo, EXIT, type ExitCode } from '../io.ts';
import { readInput } from '../read-input.ts';
import { renderTree } from '../render-tree.ts';

export interface InspectFlags {
  readonly json?: boolean;
}

export async function inspect(io: CliIo, file: string, { json }: InspectFlags): Promise<ExitCode> {
  const bytes = readInput(io, file);
  const description = describe(file, bytes);
  io.out(json === true ? `${JSON.stringify(description, null, 2)}\n` : renderTree(description));
  if (json !== true) io.err('Nothing of this has been verified; see `triseal verify`.\n');
  return EXIT.ok;
}

function describe(file: string, bytes: Uint8Array) {
  try {
    const description = describeFile(createNodeCrypto(), bytes, isUtf8(bytes));
    if (description !== undefined) return description;
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    throw new CliError(EXIT.noInput, `cannot read ${file}: ${cause.message}`, { cause });
  }
  throw new CliError(EXIT.noInput, `${file} is of no kind that is known here`, {
    remedy:
      'Known are: package, receipt, log entry, checkpoint, stream head, record (SD-JWT), tlog-proof, trust data.',
  });
}
