/** The package fixture with all that a package may hold: container, signed report, and a time-stamp that was renewed with everything hashed anew. */
import { base64, utf8 } from '../../core/bytes.ts';
import type { DocumentModel } from '../../core/document/block.ts';
import { parseSdJwt } from '../../core/evidence/sd-jwt.ts';
import { assemblePackage, withContainer } from '../../core/package/assemble.ts';
import { signContainer } from '../../core/package/container.ts';
import { EXTRA_PATHS } from '../../core/package/layout.ts';
import { encodeHashes, formatHashStatement, hashItem, itemLeaf } from '../../core/tsp/hash-renewal.ts';
import { treeLeaf, treePath, treeRoot } from '../../core/tsp/hash-tree.ts';
import { encodeGranted, parseTimestampResponse } from '../../core/tsp/protocol.ts';
import { renewalDigest } from '../../core/tsp/renewal.ts';
import { createEmbeddedTsa } from '../../server/adapters/tsa-embedded.ts';
import { loadFonts } from '../../server/pdf/fonts.ts';
import { renderPdf } from '../../server/pdf/render.ts';
import { signPdf } from '../../server/pdf/sign.ts';
import { c, type Fixture, MINUTE, ORIGIN, stampOf, TIMES } from './package-fixture.ts';
import { systemRandom } from './pki.ts';

const MODEL: DocumentModel = {
  title: { zh: '核验报告', en: 'Verification report' },
  mark: 'test',
  made: new Date(TIMES.stamped).toISOString(),
  author: 'TriSeal',
  sections: [],
};

/** The files of the package. It verifies cleanly by the trust data of the fixture's world. */
export async function fullPackage(fixture: Fixture): Promise<Map<string, Uint8Array>> {
  const { parts, world } = fixture;
  const { document, authority, tsa } = world.pki;
  const chain = [document.certificate, authority.certificate];
  const clock = { now: () => TIMES.stamped + MINUTE };
  const stamper = {
    ...tsa,
    chain: [tsa.certificate, authority.certificate],
    crypto: c,
    random: systemRandom,
  };
  const timestamper = createEmbeddedTsa({ ...stamper, clock });
  const json = utf8('{"version":2}\n');
  const attached = { name: 'report.json', mediaType: 'application/json', description: '报告', bytes: json };
  const plain = await renderPdf(MODEL, await loadFonts(), [{ ...attached, relation: 'Data' }]);
  const signing = { crypto: c, ...document, chain, timestamper, time: clock.now(), reason: 'report' };
  const extras = new Map([
    [EXTRA_PATHS.reportJson as string, json],
    [EXTRA_PATHS.reportPdf, await signPdf(plain, signing)],
  ]);
  const renewed = await renewedParts(fixture, (digest) => timestamper.stamp(digest));
  const files = assemblePackage(c, { ...parts, ...renewed, extras });
  const signed = await signContainer(c, new Map(files.map(({ name, sha256 }) => [name, sha256])), {
    ...document,
    chain,
    stamp: async (bytes) => parseTimestampResponse(await stampOf(world, bytes)).token!,
    signingTime: TIMES.produced,
  });
  return new Map(
    withContainer(c, files, signed).map(({ name, content }) => [
      name,
      'bytes' in content ? content.bytes : content.source,
    ]),
  );
}

async function renewedParts({ parts, size }: Fixture, stamp: (digest: Uint8Array) => Promise<Uint8Array>) {
  const all = parts.items.map(({ entry, content }) => {
    if ('withheld' in content) throw new Error('nothing is withheld here');
    const { disclosures } = parseSdJwt(content.record);
    const documents = content.documents.map(({ name, sha256, source }) => {
      return { name, sha256, sha512: c.sha512(source) };
    });
    return hashItem(c, { entry, disclosures, documents });
  });
  const leaves = Array.from({ length: size }, (_, i) => treeLeaf(c, utf8(`foreign ${i}`)));
  for (const [i, { index }] of parts.items.entries()) leaves[index] = itemLeaf(c, all[i]!);
  const hashes = formatHashStatement({
    origin: ORIGIN,
    size,
    root: treeRoot(c, leaves),
    checkpoint: c.sha512(utf8(parts.checkpoint)),
    tokens: [c.sha512(parseTimestampResponse(parts.timestamp!).token!)],
  });
  const first = await stamp(c.sha512(hashes));
  const second = await stamp(renewalDigest(c, first, 'sha-512'));
  const items = parts.items.map((item, i) => {
    const path = treePath(c, leaves, item.index).map((hash) => base64(hash));
    return { ...item, hashes: encodeHashes({ ...all[i]!, path }) };
  });
  return {
    items,
    renewals: [{ response: encodeGranted(first), hashes }, { response: encodeGranted(second) }],
  };
}
