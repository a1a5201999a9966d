/** Parses the arguments and runs one command. Commands are loaded when they are called: `verify` starts fast and loads no network code. */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../core/version.ts';
import { COMMANDS } from './commands.ts';
import { type CliIo, EXIT, type ExitCode, isCliError } from './io.ts';

/** @returns the process's exit code; never throws */
export async function run(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const program = new Command('triseal')
    .description('Evidence preservation for online arbitration: file, receive, verify')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showHelpAfterError('Run with --help for usage.')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .exitOverride();
  for (const register of COMMANDS) {
    register(program, io, (code) => {
      exit = code;
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    return report(error, io);
  }
}

function report(error: unknown, io: CliIo): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (isCliError(error)) {
    io.err(`triseal: ${error.message}\n${error.remedy === undefined ? '' : `${error.remedy}\n`}`);
    return error.exit;
  }
  if (!hasCode(error)) {
    io.err(`triseal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.internal;
  }
  const facts = Object.entries(error.facts ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `  ${name}: ${String(one)}\n`),
  );
  const remedy = error.remedy === undefined ? '' : `${error.remedy}\n`;
  io.err(`triseal: ${error.code}: ${error.message}\n${facts.join('')}${remedy}`);
  return EXIT.unavailable;
}

/** A refusal of the service's rooms or of the API: expected, with a code and perhaps facts and a remedy. */
interface Refusal extends Error {
  readonly code: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly remedy?: string | undefined;
}

function hasCode(error: unknown): error is Refusal {
  const code = (error as { code?: unknown } | null)?.code;
  return error instanceof Error && typeof code === 'string' && 'remedy' in error;
}
