/** The service's side of a party node (docs/spec/log.md section 8): C2SP witness and mirror, and the party's confirmation for the chain. */

import { isObject, parseJson } from '../../core/json.ts';
import { type NoteSignature, parseSignatureLines } from '../../core/note/note.ts';
import type { Party } from '../../core/party.ts';
import { type MirrorInfo, parseMirrorInfo } from '../../core/tlog/mirror.ts';
import { ask, type RemoteAccess, refusedBy, unavailable } from '../remote.ts';
import type { EntryPackages } from './entry-packages.ts';
import { encodeBody } from './entry-packages.ts';
import type { LogReader } from './log-reader.ts';
import { createWitnessClient, parsed, type Target } from './witness-client.ts';

export interface PartyEndpoint {
  readonly party: Party;
  /** Prefix of the node, without a slash at its end. */
  readonly url: string;
}

export interface PartyClient {
  readonly party: Party;
  readonly url: string;
  /**
   * Brings the party's copy of the log up to the target.
   * @returns the mirror's cosignatures, unverified
   * @throws ServiceError `PARTY_UNAVAILABLE`, or `PARTY_REFUSED` when the party finds fault with the checkpoint or an entry
   */
  cosign(target: Target): Promise<readonly NoteSignature[]>;
  /** The party's confirmation of that size, unverified; undefined when it has not confirmed it. @throws ServiceError `PARTY_UNAVAILABLE` */
  confirmation(size: number): Promise<{ readonly signer: string; readonly signature: string } | undefined>;
}

export interface PartyClientDeps {
  readonly access: RemoteAccess;
  readonly reader: LogReader;
  readonly packages: EntryPackages;
  /** Hex SHA-256 of the log's origin. */
  readonly originHash: string;
}

/** How often in a row a mirror may say "not there" without taking anything. */
const MAX_REDIRECTS = 3;

export function createPartyClient({ party, url }: PartyEndpoint, deps: PartyClientDeps): PartyClient {
  const witness = createWitnessClient(deps.access, url, deps.reader);
  /** First entry that the mirror lacks, as far as known; undefined: ask it. */
  let next: number | undefined;
  return {
    party,
    url,
    async cosign(target) {
      await witness.submit(target);
      try {
        const upload = await uploadAll(deps, url, target, next ?? target.size);
        next = target.size;
        return upload;
      } catch (error) {
        next = undefined;
        throw error;
      }
    },
    async confirmation(size) {
      const answer = await ask(deps.access, `${url}/${deps.originHash}/confirmation/${size}`);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw refusedBy(url, answer);
      return parsed(url, () => readConfirmation(answer.text));
    },
  };
}

async function uploadAll(
  deps: PartyClientDeps,
  url: string,
  target: Target,
  first: number,
): Promise<readonly NoteSignature[]> {
  let start = first;
  let ticket: Uint8Array = new Uint8Array(0);
  let redirects = 0;
  for (;;) {
    const body = await encodeBody(url, await deps.packages.body(start, target.size, ticket));
    const answer = await ask(deps.access, `${url}/add-entries`, {
      method: 'POST',
      headers: body.headers,
      body: body.body as Uint8Array<ArrayBuffer>,
    });
    if (answer.status === 200) return parsed(url, () => parseSignatureLines(answer.text));
    if (answer.status !== 202 && answer.status !== 409) throw refusedBy(url, answer);
    const info = parsed(url, () => parseMirrorInfo(answer.text));
    const at = nextStart(url, target, info);
    redirects = at > start && answer.status === 202 ? 0 : redirects + 1;
    if (redirects > MAX_REDIRECTS) throw unavailable(url, 'its mirror does not come on');
    start = at;
    ticket = info.ticket;
  }
}

/** Where the mirror wants the upload to go on. A mirror that is ahead of the target needs no entries. */
function nextStart(url: string, target: Target, info: MirrorInfo): number {
  if (info.size !== target.size) {
    throw unavailable(url, `its mirror expects a checkpoint of ${info.size} entries, not of ${target.size}`);
  }
  return Math.min(info.nextEntry, target.size);
}

function readConfirmation(text: string): { signer: string; signature: string } {
  const json = parseJson(text);
  if (!isObject(json) || typeof json.signer !== 'string' || typeof json.signature !== 'string') {
    throw new TypeError('a confirmation has a signer and a signature');
  }
  return { signer: json.signer, signature: json.signature };
}
