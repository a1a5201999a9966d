/** People to try a new installation with, each with an address that signs in once. They are made where everything is embedded, and nowhere else. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLoanData, SAMPLES, sampleFile } from '../../samples/index.ts';
import { publicPathOf } from '../http/public-path.ts';
import type { Role } from '../ports/caller.ts';
import { writeFileSafely } from '../safe-file.ts';
import type { SamplePlan } from '../usecases/people/types.ts';
import { isTrial, portalUrlOf } from './portal-address.ts';
import type { RunningInstallation } from './run.ts';

export interface SampleLink {
  readonly role: Role;
  /** Whose the account is, as the tribunal's papers would have it. */
  readonly person: string;
  readonly url: string;
}

/**
 * New addresses at each start: those of the start before are good no longer. They are also written beside the samples, for tools on this machine.
 * @returns none where there are no sample people
 */
export async function sampleLinks(running: RunningInstallation): Promise<readonly SampleLink[]> {
  const { config, service, home, url } = running;
  if (!isTrial(config, process.env)) return [];
  const publicUrl = config.publicUrl ?? url;
  const base = `${new URL(portalUrlOf(config, publicUrl)).origin}${publicPathOf(publicUrl)}`;
  const made = await service.people.samples(await plan(running));
  const links = made.map(({ role, person, code }) => ({
    role,
    person,
    url: `${base}/v1/session/sample?code=${code}`,
  }));
  mkdirSync(home.samples, { recursive: true, mode: 0o700 });
  writeFileSafely(join(home.samples, 'sign-in.json'), `${JSON.stringify(links, null, 2)}\n`);
  return links;
}

async function plan({ foundations, installation }: RunningInstallation): Promise<readonly SamplePlan[]> {
  const { identities } = foundations.pki;
  const { organisation } = installation;
  const commission = identities['commission-service'].organisation;
  const operator = identities['document-signing'].organisation;
  const loans = await Promise.all(SAMPLES.map((name) => readLoanData(sampleFile(name))));
  const none = { loans: [] };
  return [
    {
      role: 'user',
      organisation: identities['user-service'].organisation,
      name: '示例借款人 Sample Borrower',
      // Both, so that the one account shows a sound loan and follows the case about the other.
      loans: loans.map(({ loan }) => ({ organisation, loan })),
    },
    { role: 'arbitrator', organisation: commission, name: '示例仲裁员 Sample Arbitrator', ...none },
    { role: 'secretary', organisation: commission, name: '示例秘书 Sample Secretary', ...none },
    { role: 'bank', organisation, name: '示例银行职员 Sample Bank Clerk', ...none },
    { role: 'supervisor', organisation: operator, name: '示例监管员 Sample Supervisor', ...none },
    { role: 'operator', organisation: operator, name: '示例运维员 Sample Operator', ...none },
  ];
}
