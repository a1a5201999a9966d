/** The BagIt frame of a package (RFC 8493): declaration, bag-info and manifests, each with one spelling. */
import { utf8, utf8Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { pathProblem } from './names.ts';
import { compareNames } from './zip-layout.ts';

/** Section 2.1.1, byte for byte. */
export const BAG_DECLARATION = utf8('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');

/** Digest of each file by path: lower-case hexadecimal. */
export type Manifest = ReadonlyMap<string, string>;

/** Section 2.1.3: `<hex><two spaces><path>` a line, in byte order of the paths, as `sha256sum -c` reads it. */
export function formatManifest(digests: Manifest): Uint8Array {
  const paths = [...digests.keys()].sort(compareNames);
  return utf8(paths.map((path) => `${digests.get(path)}  ${path}\n`).join(''));
}

/**
 * Accepts what `formatManifest` writes and nothing else.
 * @throws CoreError `FORMAT` or `ENCODING`
 */
export function parseManifest(bytes: Uint8Array, label: string): Manifest {
  const text = utf8Decode(bytes, label);
  if (text !== '' && !text.endsWith('\n')) throw bad(label, 'ends each line with a newline');
  const digests = new Map<string, string>();
  let previous: string | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/u.exec(line);
    const path = match?.[2];
    if (match === null || path === undefined)
      throw bad(label, 'has lines of a digest, two spaces and a path');
    if (pathProblem(path) !== undefined) throw bad(label, `lists a path that ${pathProblem(path)}`);
    if (previous !== undefined && compareNames(previous, path) >= 0) {
      throw bad(label, 'lists distinct paths in byte order');
    }
    digests.set(path, match[1]!);
    previous = path;
  }
  return digests;
}

/** Section 2.2.2, the elements that this profile has, in this order. */
export interface BagInfo {
  readonly sourceOrganization: string;
  /** Day of making, YYYY-MM-DD (UTC). */
  readonly baggingDate: string;
  readonly payload: { readonly bytes: number; readonly files: number };
  readonly softwareAgent: string;
}

const BAG_INFO =
  /^Source-Organization: ([^\n]+)\nBagging-Date: (\d{4}-\d\d-\d\d)\nPayload-Oxum: (0|[1-9]\d*)\.(0|[1-9]\d*)\nBag-Software-Agent: ([^\n]+)\n$/u;

/** @throws CoreError `FORMAT` when a value does not fit on its line */
export function formatBagInfo(info: BagInfo): Uint8Array {
  const text = [
    `Source-Organization: ${info.sourceOrganization}`,
    `Bagging-Date: ${info.baggingDate}`,
    `Payload-Oxum: ${info.payload.bytes}.${info.payload.files}`,
    `Bag-Software-Agent: ${info.softwareAgent}`,
    '',
  ].join('\n');
  if (!BAG_INFO.test(text)) throw bad('bag-info.txt', 'has one line for each element');
  return utf8(text);
}

/** @throws CoreError `FORMAT` or `ENCODING` */
export function parseBagInfo(bytes: Uint8Array): BagInfo {
  const match = BAG_INFO.exec(utf8Decode(bytes, 'bag-info.txt'));
  if (match === null)
    throw bad('bag-info.txt', 'has the four elements of this profile, in order, a line each');
  const [, sourceOrganization, baggingDate, octets, files, softwareAgent] = match as unknown as string[];
  return {
    sourceOrganization: sourceOrganization!,
    baggingDate: baggingDate!,
    payload: { bytes: Number(octets), files: Number(files) },
    softwareAgent: softwareAgent!,
  };
}

function bad(label: string, rule: string): CoreError {
  return new CoreError('FORMAT', `${label} ${rule}`, { facts: { file: label } });
}
