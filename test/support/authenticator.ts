/**
 * An authenticator in software: makes passkeys and asserts with them as a browser and a device do together (W3C Web Authentication), with every part
 * open to be made wrong. Attestation `none`; P-256, Ed25519 or RSA keys.
 */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

/** The part of CBOR (RFC 8949) that WebAuthn needs, in its shortest form. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([name, member]) => [cbor(name), cbor(member)]);
  return Buffer.concat([head(5, value.size), ...members]);
}

function head(major: number, argument: number): Buffer {
  const type = major << 5;
  if (argument < 24) return Buffer.of(type | argument);
  if (argument < 256) return Buffer.of(type | 24, argument);
  return Buffer.of(type | 25, argument >> 8, argument & 0xff);
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

export type PasskeyKind = 'ES256' | 'EdDSA' | 'RS256';

export interface SoftPasskey {
  readonly id: Buffer;
  readonly kind: PasskeyKind;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly userHandle: string;
  counter: number;
}

/** What a device or a browser may do otherwise than it should. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Without user verification; without presence. */
  readonly unverified?: boolean;
  readonly absent?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
  /** Signs with another key than the passkey's. */
  readonly key?: KeyObject;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

const FLAG = { present: 0x01, verified: 0x04, attested: 0x40 };

/** @param origin of the page that asks */
export function createAuthenticator(origin: string) {
  const clientData = (type: string, challenge: string, over: Deviation): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: over.type ?? type,
        challenge: over.challenge ?? challenge,
        origin: over.origin ?? origin,
        crossOrigin: over.crossOrigin ?? false,
      }),
    );
  const authenticatorData = (rpId: string, counter: number, over: Deviation, attested?: Buffer): Buffer => {
    const flags =
      (over.absent ? 0 : FLAG.present) |
      (over.unverified ? 0 : FLAG.verified) |
      (attested ? FLAG.attested : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(over.counter ?? counter);
    return Buffer.concat([
      sha256(over.rpId ?? rpId),
      Buffer.of(flags),
      count,
      ...(attested ? [attested] : []),
    ]);
  };
  return {
    origin,
    /** As `navigator.credentials.create` answers, in JSON. */
    create(options: CreationOptions, over: Deviation & { readonly kind?: PasskeyKind } = {}) {
      const kind = over.kind ?? 'ES256';
      const passkey: SoftPasskey = {
        id: randomBytes(32),
        kind,
        ...newKey(kind),
        userHandle: options.user.id,
        counter: 1,
      };
      const length = Buffer.of(passkey.id.length >> 8, passkey.id.length & 0xff);
      const attested = Buffer.concat([Buffer.alloc(16), length, passkey.id, cbor(coseOf(passkey))]);
      const data = authenticatorData(options.rp.id ?? '', passkey.counter, over, attested);
      const attestation = cbor(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      );
      const response = {
        id: b64(passkey.id),
        rawId: b64(passkey.id),
        type: 'public-key' as const,
        clientExtensionResults: {},
        response: {
          clientDataJSON: b64(clientData('webauthn.create', options.challenge, over)),
          attestationObject: b64(attestation),
          transports: ['internal'],
        },
      };
      return { passkey, response };
    },
    /** As `navigator.credentials.get` answers, in JSON. */
    get(options: RequestOptions, passkey: SoftPasskey, over: Deviation = {}) {
      passkey.counter++;
      const data = authenticatorData(options.rpId ?? '', passkey.counter, over);
      const client = clientData('webauthn.get', options.challenge, over);
      const signed = Buffer.concat([data, sha256(client)]);
      return {
        id: b64(passkey.id),
        rawId: b64(passkey.id),
        type: 'public-key' as const,
        clientExtensionResults: {},
        response: {
          authenticatorData: b64(data),
          clientDataJSON: b64(client),
          signature: b64(signWith(passkey.kind, over.key ?? passkey.privateKey, signed)),
          userHandle: over.userHandle ?? passkey.userHandle,
        },
      };
    },
  };
}

export type SoftAuthenticator = ReturnType<typeof createAuthenticator>;

/** A copy of a passkey as a thief would have it: same key, its own counter from then on. */
export const cloned = (passkey: SoftPasskey): SoftPasskey => ({ ...passkey });

export function newKey(kind: PasskeyKind): { privateKey: KeyObject; publicKey: KeyObject } {
  if (kind === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (kind === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function signWith(kind: PasskeyKind, key: KeyObject, message: Uint8Array): Buffer {
  // DER for ECDSA, as WebAuthn has it (section 6.5.5).
  return kind === 'EdDSA' ? sign(null, message, key) : createSign('sha256').update(message).sign(key);
}

/** COSE_Key (RFC 9052 section 7). */
function coseOf({ kind, publicKey }: SoftPasskey): Map<number, Cbor> {
  const jwk = publicKey.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => Buffer.from(text!, 'base64url');
  const of = (members: readonly (readonly [number, Cbor])[]) => new Map<number, Cbor>(members);
  if (kind === 'ES256')
    return of([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ]);
  if (kind === 'EdDSA')
    return of([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ]);
  return of([
    [1, 3],
    [3, -257],
    [-1, bytes(jwk.n)],
    [-2, bytes(jwk.e)],
  ]);
}
