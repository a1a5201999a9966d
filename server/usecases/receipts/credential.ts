/** The receipt as an SD-JWT VC, bound to a wallet's key if the wallet shows that it holds it. */
import { base64urlDecode, utf8, utf8Decode } from '../../../core/bytes.ts';
import { issueCredential } from '../../../core/credential/issue.ts';
import { type PublicJwk, parseJwk, spkiOfJwk } from '../../../core/credential/jwk.ts';
import { receiptCredential } from '../../../core/credential/receipt-credential.ts';
import { CoreError } from '../../../core/error.ts';
import { type JsonObject, parseJsonObject } from '../../../core/json.ts';
import type { Receipt } from '../../../core/receipt/receipt.ts';
import { ServiceError } from '../../errors.ts';
import type { ReceiptTools } from './create.ts';

const PROOF_TYPE = 'openid4vci-proof+jwt';
/** Seconds that a proof lives, and by which clocks may differ. */
const PROOF_SECONDS = 300;
const SKEW_SECONDS = 60;

export async function credentialOf(
  tools: ReceiptTools,
  receipt: Receipt,
  proof: string | undefined,
): Promise<string> {
  const { crypto, credentials, publicUrl, clock, random } = tools;
  const holder = proof === undefined ? undefined : await holderOf(tools, proof);
  return issueCredential(crypto, {
    content: receiptCredential(crypto, receipt),
    ...credentials,
    issuer: publicUrl(),
    issuedAt: Math.floor(clock.now() / 1000),
    ...(holder && { holder }),
    random: (length) => random.bytes(length),
  });
}

/**
 * OpenID4VCI section 8.2.1.1. There is no nonce: the caller is known by its token, and showing the same proof again binds the same item to the same key.
 */
async function holderOf(tools: ReceiptTools, proof: string): Promise<PublicJwk> {
  try {
    return await readProof(tools, proof);
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    throw refused(cause.message);
  }
}

async function readProof({ crypto, clock, publicUrl }: ReceiptTools, proof: string): Promise<PublicJwk> {
  const [head, body, tail, ...rest] = proof.split('.');
  if (head === undefined || body === undefined || tail === undefined || rest.length > 0)
    throw refused('it does not have three parts');
  const { alg, typ, jwk, crit } = part(head);
  if (alg !== 'ES256' || typ !== PROOF_TYPE || crit !== undefined)
    throw refused(`its header is not ES256 and ${PROOF_TYPE}`);
  const key = parseJwk(jwk);
  const signature = base64urlDecode(tail, 'signature');
  if (!(await crypto.verify('ES256', spkiOfJwk(key), utf8(`${head}.${body}`), signature)))
    throw refused('its signature does not verify under its key');
  const { aud, iat } = part(body);
  if (aud !== publicUrl()) throw refused('its audience is not this service');
  const age = clock.now() / 1000 - (typeof iat === 'number' ? iat : Number.NaN);
  if (!(age >= -SKEW_SECONDS && age <= PROOF_SECONDS)) throw refused('it is not of the last five minutes');
  return key;
}

const part = (text: string): JsonObject =>
  parseJsonObject(utf8Decode(base64urlDecode(text, 'proof'), 'proof'));

function refused(why: string): ServiceError {
  return new ServiceError('REQUEST_INVALID', `the proof of the wallet's key does not hold: ${why}`, {
    facts: { problems: [`/proof: ${why}`] },
  });
}
