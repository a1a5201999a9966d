/** The process of `npm start`: the only file that reads arguments, environment and signals of the service, and prints. */
import { relative } from 'node:path';
import { loadConfig } from './config/load.ts';
import { ServiceError } from './errors.ts';
import { createSay } from './start/progress.ts';
import { type RunningInstallation, runInstallation } from './start/run.ts';
import { fileSamples } from './start/sample.ts';
import { openSampleCase } from './start/sample-case.ts';
import { type SampleLink, sampleLinks } from './start/sample-people.ts';

const say = createSay((text) => process.stdout.write(text));

function explain(error: unknown): string {
  if (!(error instanceof ServiceError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const mistakes = Array.isArray(error.facts.mistakes)
    ? error.facts.mistakes.map((text) => `  - ${text}\n`).join('')
    : '';
  const what = mistakes === '' ? `${error.message}\n` : `${error.message.split(':')[0]}:\n${mistakes}`;
  return `${what}${error.remedy === undefined ? '' : `${error.remedy}\n`}`;
}

function closing(
  running: RunningInstallation,
  samples: readonly string[],
  people: readonly SampleLink[],
): void {
  const { url, nodes, chainRpc, home } = running;
  say.line();
  say.line('Ready.');
  say.line(`  API     ${url}   (${url}/openapi.json)`);
  say.line(`  log     ${url}/log/checkpoint/witnessed`);
  say.line(`  nodes   bank ${nodes.bank}   user ${nodes.user}   commission ${nodes.commission}`);
  say.line(`  chain   ${chainRpc}`);
  say.line(`  data    ${home.directory}   (log lines: ${relative('', home.log)})`);
  for (const sample of samples) say.line(`  sample  ${relative('', sample)}`);
  say.line();
  say.line(
    'Keys, certificates and the embedded chain are for trying and testing: all parties run on this machine.',
  );
  const [first] = samples;
  if (first !== undefined) {
    say.line('Check the sample package, with the network cut off if you like, in another terminal:');
    say.line(`  npx triseal verify ${relative('', first)} --trust ${relative('', home.trust)}`);
  }
  if (people.length > 0) {
    say.line(
      'Sign in to the portal as one of the sample people; each address works once, and each start gives new ones:',
    );
    for (const { role, url: address } of people) say.line(`  ${role.padEnd(10)}  ${address}`);
  }
  say.line('Ctrl-C stops everything.');
}

/** A service that runs is worth more than its sample. */
async function sampleCaseFor(running: RunningInstallation, people: readonly SampleLink[]): Promise<void> {
  const arbitrator = people.find(({ role }) => role === 'arbitrator')?.person;
  try {
    await say.step('sample: a case', () => openSampleCase(running, arbitrator));
  } catch (error) {
    running.logger.warn({ error }, 'the sample case could not be opened');
    say.note('the sample case could not be opened; the log says why');
  }
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

async function main(): Promise<number> {
  const told = nextSignal();
  const running = await runInstallation(loadConfig(process.env), say);
  const aborted = new AbortController();
  void told.then(() => aborted.abort());
  try {
    const samples = await fileSamples(running, say, aborted.signal);
    const people = await sampleLinks(running);
    if (samples.length > 0 && running.config.sample && !aborted.signal.aborted) {
      await sampleCaseFor(running, people);
    }
    closing(running, samples, people);
    await told;
  } finally {
    await running.stop();
  }
  say.line('Stopped.');
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}`);
    process.exit(1);
  },
);
