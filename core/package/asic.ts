/**
 * The container's second face: ASiC-E with CAdES (ETSI EN 319 162-1 section 4.4). One ASiCManifest lists every other file with its digest, one
 * detached CAdES signature covers the manifest. Written in one spelling, and read in no other.
 */
import { base64, base64Decode, utf8, utf8Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { compareNames } from './zip-layout.ts';

/** Content of the first entry, without a line end (Annex A). */
export const ASIC_MIMETYPE = utf8('application/vnd.etsi.asic-e+zip');

export const ASIC_PATHS = {
  mimetype: 'mimetype',
  manifest: 'META-INF/ASiCManifest001.xml',
  signature: 'META-INF/signature001.p7s',
} as const;

export const META_INF = 'META-INF/';

/** SHA-256 of each file by path. */
export type AsicReferences = ReadonlyMap<string, Uint8Array>;

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n' +
  `<asic:SigReference URI="${ASIC_PATHS.signature}" MimeType="application/pkcs7-signature"/>\n`;
const TAIL = '</asic:ASiCManifest>\n';
const DIGEST_METHOD = '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>';
const REFERENCE = new RegExp(
  `^<asic:DataObjectReference URI="([^"<>&]+)">${DIGEST_METHOD.replace(/[.]/g, '\\.')}<ds:DigestValue>([A-Za-z0-9+/]{43}=)</ds:DigestValue></asic:DataObjectReference>$`,
);

/** @param references all files but those under `META-INF/` */
export function formatAsicManifest(references: AsicReferences): Uint8Array {
  const lines = [...references]
    .sort(([a], [b]) => compareNames(a, b))
    .map(
      ([path, digest]) =>
        `<asic:DataObjectReference URI="${uriOf(path)}">${DIGEST_METHOD}<ds:DigestValue>${base64(digest)}</ds:DigestValue></asic:DataObjectReference>\n`,
    );
  return utf8(`${HEAD}${lines.join('')}${TAIL}`);
}

/** Accepts what `formatAsicManifest` writes and nothing else. @throws CoreError `FORMAT` or `ENCODING` */
export function parseAsicManifest(bytes: Uint8Array): AsicReferences {
  const text = utf8Decode(bytes, ASIC_PATHS.manifest);
  if (!text.startsWith(HEAD) || !text.endsWith(TAIL)) throw bad('begins and ends as the profile says');
  const references = new Map<string, Uint8Array>();
  let previous: string | undefined;
  for (const line of text.slice(HEAD.length, -TAIL.length).split('\n').slice(0, -1)) {
    const [, uri, digest] = REFERENCE.exec(line) ?? [];
    if (uri === undefined || digest === undefined) throw bad('has one reference a line, in the one spelling');
    const path = pathOf(uri);
    if (previous !== undefined && compareNames(previous, path) >= 0) {
      throw bad('lists distinct files in byte order');
    }
    references.set(path, base64Decode(digest, ASIC_PATHS.manifest));
    previous = path;
  }
  if (text.length - HEAD.length - TAIL.length > 0 && references.size === 0) throw bad('lists files');
  return references;
}

/** RFC 3986: what is neither unreserved nor a slash is percent-encoded, so the attribute needs no escaping. */
function uriOf(path: string): string {
  return encodeURI(path).replace(
    /[!#$&'()*+,:;=?@]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function pathOf(uri: string): string {
  try {
    const path = decodeURIComponent(uri);
    if (uriOf(path) === uri) return path;
  } catch {
    // Malformed percent-encoding, or a lone surrogate: refused below.
  }
  throw bad('spells each address in the one way');
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `${ASIC_PATHS.manifest} ${rule}`, { facts: { file: ASIC_PATHS.manifest } });
}
