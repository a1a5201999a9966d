/** Writes docs/configuration.md from the table of settings; `npm test` fails when the page is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { VARIABLES } from '../server/config/variables.ts';

const FILE = new URL('../docs/configuration.md', import.meta.url);

export function configurationPage(): string {
  const rows = Object.entries(VARIABLES).map(
    ([name, { env, fallback, about }]) =>
      `| \`${env}\` | \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${about} |`,
  );
  return `# Configuration

Every setting can stand in the environment, or under its short name in a JSON file: \`triseal.json\` in the working directory, or the file that \`TRISEAL_CONFIG\` names.
The environment wins. All of it is validated at start, and every mistake is named at once; an unknown \`TRISEAL_...\` variable or member is a mistake. A party node that runs alone has a file of
its own, described in [spec/log.md](spec/log.md).

| environment | in the file | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

The command line reads two more: \`TRISEAL_URL\` (address of the service, for \`triseal file\` and \`triseal log\`) and \`TRISEAL_TRUST\` (trust data, for \`triseal verify\`).
`;
}

export const onDisk = (): string => readFileSync(FILE, 'utf8');

if (process.argv[1]?.endsWith('gen-configuration.ts')) writeFileSync(FILE, configurationPage());
