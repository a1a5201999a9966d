/** The subcommands of `triseal admin`. */
import { type Command, Option } from 'commander';
import type { CliIo, ExitCode } from './io.ts';

type Exit = (code: ExitCode) => void;
/** Loaded when a command is called, as all others are. */
const load = () => import('./commands/admin.ts');
const json = () => new Option('--json', 'print JSON');

const KINDS = ['bank', 'users', 'commission', 'guarantor', 'assignee', 'supervisor'];
const REASONS = [
  'unspecified',
  'superseded',
  'key-compromise',
  'cessation-of-operation',
  'affiliation-changed',
  'privilege-withdrawn',
];

export function registerAdmin(program: Command, io: CliIo, exit: Exit): void {
  const admin = program
    .command('admin')
    .summary('manage organisations, certificates, scopes, quotas and custody logs')
    .description(
      "Works on the running service of TRISEAL_HOME, on its own machine, with its operator's credential. Each change leaves a line in the custody log.",
    );
  organisations(admin.command('organisation').summary('organisations'), io, exit);
  certificates(admin.command('certificate').summary('certificates and the history of keys'), io, exit);
  admin
    .command('scope')
    .summary('set the most that tokens of an organisation may have; none named: all')
    .argument('<organisation>')
    .argument('[scope...]')
    .addOption(json())
    .action(async (name, scopes, flags) => exit(await (await load()).scopeSet(io, name, scopes, flags)));
  admin
    .command('quota')
    .summary('set limits of an organisation, or show what it used today')
    .argument('<organisation>')
    .option('--items <number>', 'items a day, or "none"')
    .option('--bytes <number>', 'bytes of documents a day, or "none"')
    .option('--calls <number>', 'calls a minute, or "none"')
    .addOption(json())
    .action(async (name, flags) => exit(await (await load()).quota(io, name, flags)));
  keys(admin.command('key').summary('the key-encryption key'), io, exit);
  admin
    .command('invitation')
    .summary('invite the first people of an organisation; the link is shown once')
    .argument('<organisation>')
    .addOption(
      new Option('--role <role>', 'as what')
        .choices(['bank', 'secretary', 'arbitrator', 'supervisor'])
        .makeOptionMandatory(),
    )
    .option('--days <number>', 'how long the invitation holds')
    .addOption(json())
    .action(async (name, flags) => exit(await (await load()).invite(io, name, flags)));
  custody(admin.command('custody').summary('custody logs'), io, exit);
}

function organisations(command: Command, io: CliIo, exit: Exit): void {
  command
    .command('list')
    .addOption(json())
    .action(async (flags) => exit(await (await load()).organisationList(io, flags)));
  command
    .command('add')
    .argument('<name>')
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS).default('bank'))
    .addOption(json())
    .action(async (name, flags) => exit(await (await load()).organisationAdd(io, name, flags)));
  for (const [verb, state] of [
    ['suspend', 'suspended'],
    ['resume', 'active'],
  ] as const) {
    command
      .command(verb)
      .argument('<name>')
      .addOption(json())
      .action(async (name, flags) => exit(await (await load()).organisationState(io, name, state, flags)));
  }
}

function certificates(command: Command, io: CliIo, exit: Exit): void {
  command
    .command('list')
    .argument('<organisation>')
    .addOption(json())
    .action(async (name, flags) => exit(await (await load()).certificateList(io, name, flags)));
  command
    .command('add')
    .summary('register a certificate; two may be good at once')
    .argument('<organisation>')
    .argument('<file>', 'PEM: the certificate, then authorities that lead towards an anchor')
    .addOption(new Option('--use <use>', 'what for').choices(['statement', 'client', 'both']).default('both'))
    .option('--from <time>', 'from when it counts, RFC 3339; default: now')
    .addOption(json())
    .action(async (name, file, flags) => exit(await (await load()).certificateAdd(io, name, file, flags)));
  command
    .command('revoke')
    .summary('withdraw a certificate; it counts at once')
    .argument('<certificate>', 'its SHA-256, hex, as `certificate list` shows it')
    .addOption(new Option('--reason <reason>', 'why').choices(REASONS).makeOptionMandatory())
    .option('--since <time>', 'since when statements under it are not to be believed, RFC 3339')
    .addOption(json())
    .action(async (id, flags) => exit(await (await load()).certificateRevoke(io, id, flags)));
}

function keys(command: Command, io: CliIo, exit: Exit): void {
  command
    .command('rotate')
    .summary('change it: a job rewraps every key, then the old one is destroyed')
    .addOption(json())
    .action(async (flags) => exit(await (await load()).keyRotate(io, flags)));
  command
    .command('status')
    .summary('how far the newest change is')
    .addOption(json())
    .action(async (flags) => exit(await (await load()).keyStatus(io, flags)));
}

function custody(command: Command, io: CliIo, exit: Exit): void {
  command
    .command('list')
    .argument('<organisation>')
    .addOption(json())
    .action(async (name, flags) => exit(await (await load()).custodyList(io, name, flags)));
  command
    .command('verify')
    .summary('verify a chain against the heads that the log holds; exit code 1 when it does not hold')
    .argument('<organisation>')
    .addOption(json())
    .action(async (name, flags) => exit(await (await load()).custodyVerify(io, name, flags)));
}
