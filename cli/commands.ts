/** The list of commands. To add one: a function that registers it, here; what it does, in `commands/`, loaded when it is called. */
import { type Command, Option } from 'commander';
import { registerAdmin } from './admin-commands.ts';
import type { CliIo, ExitCode } from './io.ts';

export type Register = (program: Command, io: CliIo, exit: (code: ExitCode) => void) => void;

const lang = () => new Option('--lang <language>', 'language of the text').choices(['zh', 'en']);
const trust = () =>
  new Option(
    '--trust <file>',
    'trust data; default: TRISEAL_TRUST, else trust.json of the installation in TRISEAL_HOME; "none": only what came along',
  );
const json = () => new Option('--json', 'print JSON');

const verify: Register = (program, io, exit) => {
  program
    .command('verify')
    .summary('verify a package, receipt or tlog-proof, offline')
    .description(
      'Verifies without a network. Exit codes: 0 all verdicts passed, 1 a check failed, 2 not everything could be checked,\n64 usage, 66 unreadable input.',
    )
    .argument('<subject>', 'package (.zip or unpacked directory), receipt (.pdf or .json) or .tlog-proof')
    .argument(
      '[file...]',
      "the receipt's documents, or the tlog-proof's log entry; with --batch, more subjects",
    )
    .addOption(trust())
    .addOption(json())
    .addOption(lang())
    .option('--batch', 'verify each subject by itself, a folder file by file; print one JSON line each')
    .option('--max-bytes <n>', 'with --batch: largest subject (default: 2147483648)')
    .option('--max-seconds <n>', 'with --batch: longest verification of one subject (default: 60)')
    .option('--against <package>', 'with a receipt: also ask whether this package of the loan holds its item')
    .option(
      '--at <time>',
      'present moment, RFC 3339; no time in the evidence may lie beyond it (default: the clock)',
    )
    .action(async (subject, files, flags) => {
      const command = await import('./commands/verify.ts');
      exit(await command.verify(io, subject, files, flags));
    });
};

const inspect: Register = (program, io, exit) => {
  program
    .command('inspect')
    .summary('show what is in a package, receipt, entry, checkpoint or record, without judging it')
    .argument(
      '<file>',
      'package, receipt, log entry, checkpoint, stream head, record (SD-JWT), tlog-proof or trust data',
    )
    .addOption(json())
    .action(async (file, flags) => {
      const command = await import('./commands/inspect.ts');
      exit(await command.inspect(io, file, flags));
    });
};

const client = (command: Command) =>
  command
    .option(
      '--url <url>',
      'address of the service; default: TRISEAL_URL, else the service running in TRISEAL_HOME',
    )
    .option('--organisation <name>', 'organisation that files')
    .option('--key <file>', "private key of the organisation's filing certificate (PKCS#8 PEM, mode 0600)")
    .option('--cert <file>', 'the certificate (PEM)');

const file: Register = (program, io, exit) => {
  const command = program
    .command('file')
    .summary('file documents as evidence')
    .argument('[file...]', 'documents')
    .option('--loan <number>', "the filer's number of the loan")
    .option('--type <code>', 'document type, such as CONTRACT')
    .option('--record <file>', 'record as JSON (docs/spec/record.md); the other flags go before what it says')
    .option('--field <name=text>', 'structured field; name:=json for what is not text', collect, [])
    .option('--reference <number>', "the filer's number of this item")
    .option('--event-time <time>', 'when it happened, RFC 3339 with offset')
    .option('--event-source <source>', 'claimed, system, device or third-party')
    .option('--idempotency-key <key>', 'new for each item, the same for its repetitions')
    .option('--sign', 'sign the statement with the own key instead of letting the service sign')
    .option('--receipt <file>', 'also fetch the receipt into this file')
    .addOption(json());
  client(command).action(async (files, flags) => {
    const implementation = await import('./commands/file.ts');
    exit(await implementation.file(io, files, flags));
  });
};

const spool: Register = (program, io, exit) => {
  const command = program
    .command('spool')
    .summary('keep filing what is put into a directory')
    .description(
      'One folder an item, with record.json and its documents; a folder whose name ends in .part is not complete yet. Filed items move to\nfiled/, refused ones to refused/, each with its answer. The name of the folder is the idempotency key: nothing is filed twice.',
    )
    .argument('<directory>', 'the spool directory')
    .option('--sign', 'sign the statements with the own key instead of letting the service sign')
    .option('--once', 'file what is there and end; exit code 69 when something is left')
    .addOption(json());
  client(command).action(async (directory, flags) => {
    const implementation = await import('./commands/spool.ts');
    exit(await implementation.spool(io, directory, flags));
  });
};

const token: Register = (program, io, exit) => {
  const command = program
    .command('token')
    .summary('print a bearer token of the API, for curl and other tools');
  client(command).action(async (flags) => {
    const implementation = await import('./commands/token.ts');
    exit(await implementation.token(io, flags));
  });
};

const doctor: Register = (program, io, exit) => {
  program
    .command('doctor')
    .summary('say what is wrong with the installation in TRISEAL_HOME')
    .addOption(json())
    .action(async (flags) => {
      const command = await import('./commands/doctor.ts');
      exit(await command.doctor(io, flags));
    });
};

const log: Register = (program, io, exit) => {
  program
    .command('log')
    .summary('follow a log: signatures, policy, consistency and inclusion checked')
    .option(
      '--url <url>',
      'address of the service; default: TRISEAL_URL, else the service running in TRISEAL_HOME',
    )
    .addOption(trust())
    .option('--from <index>', 'first entry to show; default: the last ten')
    .option('--follow', 'go on until interrupted')
    .option('--interval <seconds>', 'pause between looks with --follow', '2')
    .addOption(json())
    .action(async (flags) => {
      const command = await import('./commands/log.ts');
      exit(await command.log(io, flags));
    });
};

const node: Register = (program, io, exit) => {
  program
    .command('node')
    .summary('run a party node')
    .addOption(
      new Option('--party <party>', 'whose node')
        .choices(['bank', 'user', 'commission'])
        .makeOptionMandatory(),
    )
    .requiredOption('--config <file>', "the node's configuration (docs/spec/log.md)")
    .action(async (flags) => {
      const command = await import('./commands/node.ts');
      exit(await command.node(io, flags));
    });
};

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export const COMMANDS: readonly Register[] = [
  verify,
  inspect,
  file,
  spool,
  token,
  log,
  node,
  doctor,
  registerAdmin,
];
