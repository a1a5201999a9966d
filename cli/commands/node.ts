/** `triseal node`: one party's node, until it is told to stop. */
import { resolve } from 'node:path';
import { loadNodeConfig } from '../../server/node/config.ts';
import { runNode } from '../../server/node/main.ts';
import { CliError, type CliIo, EXIT, type ExitCode } from '../io.ts';

export interface NodeFlags {
  readonly party: string;
  readonly config: string;
}

/** The log of the node goes to standard output, a JSON object a line. */
export async function node(io: CliIo, { party, config: file }: NodeFlags): Promise<ExitCode> {
  const config = loadNodeConfig(resolve(io.cwd, file), io.env);
  if (config.party !== party) {
    throw new CliError(
      EXIT.usage,
      `${file} is the configuration of the ${config.party} node, not of the ${party} node`,
    );
  }
  const running = await runNode(config);
  await new Promise<void>((done) => {
    if (io.signal.aborted) done();
    else io.signal.addEventListener('abort', () => done(), { once: true });
  });
  await running.stop();
  return EXIT.ok;
}
