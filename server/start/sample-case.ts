/**
 * The sample's case: the bank opens it about the defective loan through the public API, and the commission's office seats the sample arbitrator. Done at
 * each start as far as it is not done yet.
 */

import type { IdentityName } from '../../certs/index.ts';
import { type Client, createClient } from '../../client/client.ts';
import { sampleCase } from '../../samples/index.ts';
import { createNodeCrypto } from '../adapters/crypto-node.ts';
import { clock } from '../wiring/parts.ts';
import type { RunningInstallation } from './run.ts';

const LOAN = 'defective-loan';
const DAY_MS = 86_400_000;

interface CaseAnswer {
  readonly id: string;
  readonly revision: number;
  readonly state: string;
  readonly tribunal: readonly unknown[];
}

/** A caller of the API as one of the parties' filing systems. */
interface Desk {
  post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<CaseAnswer>;
  readonly client: Client;
}

function deskOf(
  { localUrl, config, foundations }: RunningInstallation,
  identity: IdentityName & `${string}-filing`,
): Desk {
  const { signer, certificate, organisation } = foundations.pki.identities[identity];
  const certificateSha256 = createNodeCrypto().sha256(certificate.der);
  const baseUrl = config.publicUrl ?? localUrl;
  const client = createClient({ baseUrl, organisation, signer, certificateSha256 });
  return {
    client,
    async post(path, body, headers) {
      const authorization = `Bearer ${await client.token()}`;
      const answer = await fetch(`${baseUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization, ...headers },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`the sample case was refused: ${await answer.text()}`);
      return (await answer.json()) as CaseAnswer;
    },
  };
}

const ifMatch = ({ revision }: CaseAnswer) => ({ 'if-match': `"${revision}"` });

/**
 * @param arbitrator id of the sample arbitrator, if there is one
 * @returns id of the case
 * @throws Error when the service refuses it
 */
export async function openSampleCase(
  running: RunningInstallation,
  arbitrator: string | undefined,
): Promise<string> {
  const bank = deskOf(running, 'bank-filing');
  const stated = await sampleCase(LOAN);
  const items = await bank.client.list(stated.loan);
  const agreement = items.find(({ type }) => type === 'ARBAG')?.id;
  const commission = running.foundations.pki.identities['commission-filing'].organisation;
  const content = { ...stated, commission, ...(agreement !== undefined && { agreement }) };
  const key = { 'idempotency-key': `sample-case-${stated.loan}` };
  let standing = await bank.post('/v1/cases', content, key);
  if (standing.state === 'draft') {
    standing = await bank.post(`/v1/cases/${standing.id}/steps`, { event: 'open' }, ifMatch(standing));
  }
  if (standing.state === 'opened' && standing.tribunal.length === 0 && arbitrator !== undefined) {
    await seat(running, standing, arbitrator);
  }
  return standing.id;
}

async function seat(running: RunningInstallation, standing: CaseAnswer, arbitrator: string): Promise<void> {
  const day = (days: number) => new Date(clock.now() + days * DAY_MS).toISOString().slice(0, 10);
  const change = {
    number: `(${day(0).slice(0, 4)})示仲案字第1号`,
    tribunal: [{ person: arbitrator, seat: 'sole' }],
    deadlines: { answer: day(15), hearing: day(30), award: day(60) },
  };
  const office = deskOf(running, 'commission-filing');
  await office.post(`/v1/cases/${standing.id}/administration`, change, ifMatch(standing));
}
