/** Passkeys: discoverable WebAuthn credentials with user verification. The public half is kept, with the counter that betrays a copy. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import { base64, base64Decode, base64url, base64urlDecode } from '../../../core/bytes.ts';
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { StoredDocument } from '../../ports/document-store.ts';
import { openValue, sealValue } from '../../vault/sealed-value.ts';
import type { Answered } from './challenges.ts';
import type { PeopleDeps } from './deps.ts';
import { COLLECTIONS, digestOf, isoTime, listAll, replace, textOf, textOrNull } from './documents.ts';
import { refused, refusedBy } from './refused.ts';
import type { Passkey, Person, WebauthnOptions, WebauthnResponse } from './types.ts';

const PURPOSE = 'passkey';
const RP_NAME = 'TriSeal';
/** COSE identifiers (RFC 9053): ES256, EdDSA, RS256. */
const ALGORITHMS = { '-7': 'ES256', '-8': 'EdDSA', '-257': 'RS256' } as const;
const SUPPORTED = Object.keys(ALGORITHMS).map(Number);
/** WebAuthn section 4: at most 1,023 bytes. */
const MAX_ID = 1023;

/** A passkey with what only checking it needs. */
export interface KnownPasskey extends Passkey {
  readonly person: string;
  /** base64url, as the authenticator has it. */
  readonly credentialId: string;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

interface Holder {
  readonly userHandle: string;
  readonly name: string | null;
}

export async function creationOptions(
  deps: PeopleDeps,
  challenge: Uint8Array,
  holder: Holder,
  existing: readonly KnownPasskey[],
): Promise<WebauthnOptions> {
  const label = holder.name ?? RP_NAME;
  return generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: deps.relyingParty().id,
    userName: label,
    userDisplayName: label,
    userID: new Uint8Array(base64urlDecode(holder.userHandle, 'user handle')),
    challenge: new Uint8Array(challenge),
    timeout: deps.limits.challengeSeconds * 1000,
    attestationType: 'none',
    excludeCredentials: existing.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    supportedAlgorithmIDs: SUPPORTED,
  });
}

/** @param allowed passkeys that may answer; any when none is given */
export async function requestOptions(
  deps: PeopleDeps,
  challenge: Uint8Array,
  allowed: readonly KnownPasskey[] = [],
): Promise<WebauthnOptions> {
  return generateAuthenticationOptions({
    rpID: deps.relyingParty().id,
    challenge: new Uint8Array(challenge),
    timeout: deps.limits.challengeSeconds * 1000,
    userVerification: 'required',
    allowCredentials: allowed.map(({ credentialId }) => ({ id: credentialId })),
  });
}

/** A credential that was checked and is not yet anybody's. */
export interface CheckedCredential {
  readonly key: string;
  readonly value: JsonObject;
}

/** @throws ServiceError `PASSKEY_REFUSED`, `PASSKEY_EXISTS` */
export async function checkCreation(
  deps: PeopleDeps,
  { challenge }: Answered,
  response: WebauthnResponse,
): Promise<CheckedCredential> {
  const { id: rpId, origins } = deps.relyingParty();
  const { registrationInfo: info } = await verifyRegistrationResponse({
    response: response as unknown as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: SUPPORTED,
  }).catch((error: unknown) => {
    throw refusedBy(error);
  });
  if (info === undefined) throw refused('signature');
  const { id: credentialId, publicKey, counter } = info.credential;
  if (credentialId.length > Math.ceil((MAX_ID * 4) / 3)) throw refused('format');
  const { algorithm, spki } = readKey(publicKey);
  const key = digestOf(deps, credentialId);
  if ((await deps.documents.get(COLLECTIONS.passkeys, key)) !== undefined) throw exists();
  const value = {
    credential: credentialId,
    cose: base64url(publicKey),
    spki: base64(spki),
    algorithm,
    counter,
    synced: info.credentialBackedUp,
  };
  return { key, value };
}

/** @throws ServiceError `PASSKEY_EXISTS` */
export async function addPasskey(
  deps: PeopleDeps,
  person: string,
  credential: CheckedCredential,
  label: string | undefined,
): Promise<KnownPasskey> {
  const { key } = credential;
  const value: JsonObject = {
    ...credential.value,
    person,
    created_at: isoTime(deps.clock.now()),
    last_used_at: null,
    private: await sealValue(deps.vault, PURPOSE, { label: label ?? null }),
  };
  const outcome = await deps.documents.put(COLLECTIONS.passkeys, { key, value, indexes: { person } }, 0);
  if (!outcome.ok) throw exists();
  return known(deps, { key, version: 1, value });
}

const exists = () => new ServiceError('PASSKEY_EXISTS', 'this passkey is enrolled already');

/** @param part member of the COSE_Key by its label (RFC 9053, RFC 8230), base64url */
function jwkOf(
  algorithm: KnownPasskey['algorithm'] | undefined,
  part: (label: number) => string,
): JsonWebKey {
  if (algorithm === 'ES256') return { kty: 'EC', crv: 'P-256', x: part(-2), y: part(-3) };
  if (algorithm === 'EdDSA') return { kty: 'OKP', crv: 'Ed25519', x: part(-2) };
  return { kty: 'RSA', n: part(-1), e: part(-2) };
}

/** COSE_Key to SubjectPublicKeyInfo. @throws ServiceError `PASSKEY_REFUSED` */
function readKey(cose: Uint8Array): { algorithm: KnownPasskey['algorithm']; spki: Uint8Array } {
  try {
    const key = decodeCredentialPublicKey(new Uint8Array(cose)) as unknown as Map<number, unknown>;
    const algorithm = ALGORITHMS[String(key.get(3)) as keyof typeof ALGORITHMS];
    const part = (label: number) => base64url(key.get(label) as Uint8Array);
    const imported = createPublicKey({ key: jwkOf(algorithm, part), format: 'jwk' });
    return { algorithm, spki: new Uint8Array(imported.export({ type: 'spki', format: 'der' })) };
  } catch (cause) {
    throw refused('format', cause);
  }
}

/**
 * Checks an assertion and moves the passkey's counter. @param person whose passkey it must be; anybody's when not given
 * @throws ServiceError `PASSKEY_UNKNOWN`, `PASSKEY_REFUSED`, `PASSKEY_CLONED`
 */
export async function checkAssertion(
  deps: PeopleDeps,
  { challenge }: Answered,
  response: WebauthnResponse,
  person?: string,
): Promise<KnownPasskey> {
  const found = await findPasskey(deps, response, person);
  const { id: rpId, origins } = deps.relyingParty();
  const { value } = found;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: response as unknown as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge: challenge,
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: textOf(value, 'credential'),
      publicKey: new Uint8Array(base64urlDecode(textOf(value, 'cose'), 'public key')),
      counter: Number(value.counter),
    },
  }).catch((error: unknown) => {
    throw refusedBy(error);
  });
  if (!verified) throw refused('signature');
  const used = {
    ...value,
    counter: authenticationInfo.newCounter,
    synced: authenticationInfo.credentialBackedUp,
    last_used_at: isoTime(deps.clock.now()),
  };
  const indexes = { person: textOf(value, 'person') };
  // Two answers at once under one counter value cannot both come from one authenticator in order.
  if (!(await replace(deps, COLLECTIONS.passkeys, found, { value: used, indexes }))) {
    throw new ServiceError('PASSKEY_CLONED', 'the passkey was used at the same moment elsewhere');
  }
  return known(deps, { ...found, value: used });
}

async function findPasskey(
  deps: PeopleDeps,
  { id }: WebauthnResponse,
  person: string | undefined,
): Promise<StoredDocument> {
  const found = await deps.documents.get(COLLECTIONS.passkeys, digestOf(deps, String(id)));
  if (found === undefined || (person !== undefined && found.value.person !== person)) {
    throw new ServiceError('PASSKEY_UNKNOWN', 'this passkey is not enrolled for the account');
  }
  return found;
}

/** The authenticator says which account the passkey is for; it must be the one that it was enrolled for. */
export function checkUserHandle({ userHandle }: Person, response: WebauthnResponse): void {
  const said = (response.response as JsonObject | undefined)?.userHandle;
  if (typeof said === 'string' && said !== '' && said !== userHandle) throw refused('user-handle');
}

export async function passkeysOf(deps: PeopleDeps, person: string): Promise<readonly KnownPasskey[]> {
  const found = await listAll(deps, COLLECTIONS.passkeys, 'person', person);
  const all = await Promise.all(found.map((document) => known(deps, document)));
  return all.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** @throws ServiceError `NOT_FOUND` also for another person's, `LAST_PASSKEY` */
export async function dropPasskey(deps: PeopleDeps, person: string, id: string): Promise<void> {
  const found = await deps.documents.get(COLLECTIONS.passkeys, id);
  if (found === undefined || found.value.person !== person) {
    throw new ServiceError('NOT_FOUND', 'there is no such passkey', { facts: { passkey: id } });
  }
  const { length } = await listAll(deps, COLLECTIONS.passkeys, 'person', person);
  if (length < 2) throw new ServiceError('LAST_PASSKEY', 'the account would be without a passkey');
  await deps.documents.delete(COLLECTIONS.passkeys, id, found.version);
}

async function known({ vault }: PeopleDeps, { key, value }: StoredDocument): Promise<KnownPasskey> {
  const sealed = (await openValue(vault, PURPOSE, value.private)).value as JsonObject;
  return {
    id: key,
    person: textOf(value, 'person'),
    credentialId: textOf(value, 'credential'),
    spki: base64Decode(textOf(value, 'spki'), 'public key'),
    algorithm: textOf(value, 'algorithm') as KnownPasskey['algorithm'],
    label: textOrNull(sealed, 'label'),
    createdAt: textOf(value, 'created_at'),
    lastUsedAt: textOrNull(value, 'last_used_at'),
    synced: value.synced === true,
  };
}
