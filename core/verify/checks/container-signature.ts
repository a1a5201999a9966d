import { equal, hex, hexDecode } from '../../bytes.ts';
import { singleValue } from '../../cms/attributes.ts';
import { parseSignedData, type SignedData } from '../../cms/signed-data.ts';
import { type CmsResult, verifySignedData } from '../../cms/verify.ts';
import { OID } from '../../der/oid.ts';
import { ASIC_PATHS, type AsicReferences, META_INF, parseAsicManifest } from '../../package/asic.ts';
import { verifyTimestampToken } from '../../tsp/token.ts';
import { validatePath } from '../../x509/path.ts';
import { type Check, type CheckOutcome, dependsOn, failed, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue, openPart } from '../opened.ts';
import type { OpenedTrust } from '../opened-trust.ts';
import type { Finding } from '../report.ts';

/**
 * The container as a whole is signed by who made it: the signature's manifest lists every file but its own with the digest it has, and the
 * signer's certificate was valid, for signing documents, at the time that the signature's own timestamp gives.
 */
export const containerSignature: Check = {
  id: 'container-signature',
  group: 'origin',
  title: { en: 'Signature of the container', zh: '证据包整体签名' },
  spec: 'ETSI EN 319 162-1 section 4.4; ETSI EN 319 122-1 (CAdES-BASELINE-T)',
  // The evidence proves itself without it: it says who put the package together.
  weighs: false,
  passed: {
    en: '{signer} signed all {files} files of the package; the signature existed at {genTime}.',
    zh: '{signer} 对证据包全部 {files} 个文件签名；该签名在 {genTime} 已经存在。',
  },
  async run(context) {
    const manifest = context.files.get(ASIC_PATHS.manifest);
    const signature = context.files.get(ASIC_PATHS.signature);
    if (manifest === undefined && signature === undefined) {
      return only(notChecked('NOT_IN_PACKAGE', ASIC_PATHS.signature));
    }
    if (manifest === undefined) return only(failed('FILE_MISSING', ASIC_PATHS.manifest));
    if (signature === undefined) return only(failed('FILE_MISSING', ASIC_PATHS.signature));
    const listed = openPart(manifest, parseAsicManifest);
    const signed = openPart(signature, parseSignedData);
    if (listed.state === 'malformed') return only(malformed(ASIC_PATHS.manifest, listed.rule));
    if (signed.state === 'malformed') return only(malformed(ASIC_PATHS.signature, signed.rule));
    const references = referenceFindings(context, openedValue(listed)!);
    const { findings, facts } = await signatureOutcome(context, openedValue(signed)!, manifest);
    return { findings: [...references, ...findings], facts: { ...facts, files: openedValue(listed)!.size } };
  },
};

const only = (finding: Finding): CheckOutcome => ({ findings: [finding], facts: {} });

const malformed = (file: string, rule: string) => failed('CONTAINER_FORMAT', file, { rule });

function referenceFindings(context: Context, listed: AsicReferences): Finding[] {
  const covered = [...context.files.keys()].filter((path) => !path.startsWith(META_INF));
  return [
    ...[...listed].flatMap(([path, digest]) => {
      const found = context.digestsOf(path)?.sha256();
      if (found === undefined) return [failed('FILE_MISSING', path, { manifest: ASIC_PATHS.manifest })];
      if (equal(hexDecode(found), digest)) return [];
      return [failed('FILE_SHA256', path, { manifest: ASIC_PATHS.manifest, expected: hex(digest), found })];
    }),
    ...covered
      .filter((path) => !listed.has(path))
      .map((path) => failed('FILE_NOT_LISTED', path, { manifest: ASIC_PATHS.manifest })),
  ];
}

async function signatureOutcome(
  context: Context,
  signed: SignedData,
  manifest: Uint8Array,
): Promise<CheckOutcome> {
  if (signed.content !== undefined || signed.contentType !== OID.data) {
    return only(malformed(ASIC_PATHS.signature, 'is a detached signature over data'));
  }
  const result = await verifySignedData(context.c, signed, { content: manifest });
  if (!result.ok) {
    const facts = { ...result.facts, reason: result.code };
    return only(failed('CONTAINER_SIGNATURE', ASIC_PATHS.signature, facts));
  }
  const trust = openedValue(context.trust);
  if (trust === undefined) return only(dependsOn('trust-source', ASIC_PATHS.signature));
  return certificateOutcome(context, trust, signed, result);
}

/** The certificate at the time of the signature's timestamp; without one there is no time to judge it at. */
async function certificateOutcome(
  { c }: Context,
  trust: OpenedTrust,
  signed: SignedData,
  { certificate }: CmsResult,
): Promise<CheckOutcome> {
  const signer = certificate!.subject.text;
  const [info] = signed.signers;
  const token = singleValue(info!.unsignedAttributes, OID.signatureTimeStamp);
  if (token === undefined) {
    return {
      findings: [failed('CONTAINER_TIME', ASIC_PATHS.signature, { reason: 'none' })],
      facts: { signer },
    };
  }
  const intermediates = [...trust.intermediates, ...signed.certificates];
  const time = await verifyTimestampToken(c, token.bytes, {
    digest: c.sha256(info!.signature),
    anchors: trust.timestampAnchors,
    intermediates,
    crls: trust.crls,
  });
  if (!time.ok) {
    const facts = { ...time.facts, reason: time.code };
    return { findings: [failed('CONTAINER_TIME', ASIC_PATHS.signature, facts)], facts: { signer } };
  }
  const genTime = new Date(time.genTime!).toISOString();
  const path = await validatePath(c, {
    leaf: certificate!,
    intermediates,
    anchors: trust.anchors,
    at: time.genTime!,
    purpose: 'document-signing',
    crls: trust.crls,
  });
  const findings = path.ok
    ? []
    : [failed('CONTAINER_CERTIFICATE', ASIC_PATHS.signature, { ...path.facts, reason: path.code })];
  return { findings, facts: { signer, genTime, tsa: time.tsaName ?? null } };
}
