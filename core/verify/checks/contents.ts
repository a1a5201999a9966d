import { ASIC_PATHS } from '../../package/asic.ts';
import {
  EXTRA_PATHS,
  hashesPath,
  hashStatementPath,
  PATHS,
  RECORD_FILE,
  RENEWAL_PATHS,
  STREAM_HEAD_PATHS,
} from '../../package/layout.ts';
import { folderOf } from '../../package/package-data.ts';
import type { Check } from '../check.ts';
import { failed, malformedFinding } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import { TRUST_FILE_NAMES } from '../trust-files.ts';

/** Without these there is nothing to verify; seal, timestamp and stream heads are asked for by their own checks. */
const REQUIRED = [PATHS.readme, PATHS.package, PATHS.checkpoint];

const OPTIONAL: readonly string[] = [
  PATHS.bagit,
  PATHS.bagInfo,
  PATHS.manifestSha256,
  PATHS.manifestSm3,
  PATHS.tagManifest,
  PATHS.firstCheckpoint,
  PATHS.consistency,
  PATHS.seal,
  PATHS.block,
  PATHS.timestamp,
  ...RENEWAL_PATHS,
  ...RENEWAL_PATHS.map((_, i) => hashStatementPath(i + 1)),
  ...STREAM_HEAD_PATHS,
  ...Object.values(EXTRA_PATHS),
  ...Object.values(ASIC_PATHS),
];

/** The files are those that the package's own list names, no fewer and no more. */
export const contents: Check = {
  id: 'contents',
  group: 'integrity',
  title: { en: 'List of contents', zh: '目录' },
  spec: 'docs/spec/package.md sections 3 and 4',
  weighs: true,
  passed: {
    en: 'The package holds exactly the files of its list: {items, plural, =1 {one item} other {# items}}{withheld, plural, =0 {, no content withheld} =1 {, one of them with its content withheld} other {, # of them with their content withheld}}.',
    zh: '证据包内文件与目录完全一致：共 {items} 项，{withheld, plural, =0 {无未予披露的内容} other {其中 # 项内容未予披露}}。',
  },
  run(context) {
    const { data, files } = context;
    const list = openedValue(data);
    if (list === undefined) {
      const absent = data.state === 'absent' ? [failed('FILE_MISSING', PATHS.package)] : [];
      return { findings: [...absent, ...malformedFinding(data, 'PACKAGE_FORMAT', PATHS.package)], facts: {} };
    }
    const required = new Set([...REQUIRED, ...trustPaths(), ...itemPaths(context)]);
    const known = new Set([
      ...required,
      ...OPTIONAL,
      ...list.items.map(({ sequence }) => hashesPath(sequence)),
    ]);
    const findings = [
      ...[...required].filter((path) => !files.has(path)).map((path) => failed('FILE_MISSING', path)),
      ...[...files.keys()].filter((path) => !known.has(path)).map((path) => failed('FILE_UNKNOWN', path)),
    ];
    const withheld = list.items.filter((item) => item.withheld !== undefined).length;
    return { findings, facts: { items: list.items.length, withheld } };
  },
};

function trustPaths(): string[] {
  return TRUST_FILE_NAMES.map((name) => `trust/${name}`);
}

/** Entries and proofs of numbers that are not on the list are unknown files. */
function itemPaths({ items }: Context): string[] {
  return items.flatMap(({ listed, entryFile, proofFile }) => {
    if (listed === undefined) return [];
    const own = [entryFile, proofFile];
    if (listed.type === undefined) return own;
    const folder = folderOf(listed);
    return [...own, `${folder}/${RECORD_FILE}`, ...listed.documents.map(({ file }) => `${folder}/${file}`)];
  });
}
