import { META_INF } from '../../package/asic.ts';
import { type Manifest, parseManifest } from '../../package/bag.ts';
import { PATHS, PAYLOAD_FOLDER } from '../../package/layout.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed } from '../check.ts';
import type { CheckCode } from '../codes.ts';
import type { Context } from '../context.ts';
import { openPart } from '../opened.ts';
import type { Finding } from '../report.ts';

interface ManifestRule {
  readonly file: string;
  readonly algorithm: 'sha256' | 'sm3';
  readonly code: CheckCode;
  /** Whether the manifest has to list this path. */
  readonly covers: (path: string) => boolean;
}

const isPayload = (path: string) => path.startsWith(PAYLOAD_FOLDER);

const RULES: readonly ManifestRule[] = [
  { file: PATHS.manifestSha256, algorithm: 'sha256', code: 'FILE_SHA256', covers: isPayload },
  { file: PATHS.manifestSm3, algorithm: 'sm3', code: 'FILE_SM3', covers: isPayload },
  {
    file: PATHS.tagManifest,
    algorithm: 'sha256',
    code: 'FILE_SHA256',
    covers: (path) => !isPayload(path) && path !== PATHS.tagManifest && !path.startsWith(META_INF),
  },
];

/** Every file is listed, every listed file is there, and its digests are those listed. */
export const manifests: Check = {
  id: 'manifests',
  group: 'integrity',
  title: { en: 'Digests of the files', zh: '文件摘要' },
  spec: 'RFC 8493 sections 2.1.3, 2.2.1 and 3',
  weighs: true,
  passed: {
    en: 'All {files} files have the digests that the manifests list.',
    zh: '全部 {files} 个文件的摘要与清单一致。',
  },
  run(context) {
    const findings = RULES.flatMap((rule) => manifestFindings(context, rule));
    return { findings, facts: { files: context.files.size } };
  },
};

function manifestFindings(context: Context, rule: ManifestRule): Finding[] {
  const opened = openPart(context.files.get(rule.file), (bytes) => parseManifest(bytes, rule.file));
  if (opened.state === 'absent') return [dependsOn('bag', rule.file)];
  if (opened.state === 'malformed') return [failed('MANIFEST_FORMAT', rule.file, { rule: opened.rule })];
  const listed: Manifest = opened.value;
  const covered = [...context.files.keys()].filter(rule.covers);
  return [
    ...[...listed].flatMap(([path, digest]) => fileFindings(context, rule, path, digest)),
    ...covered
      .filter((path) => !listed.has(path))
      .map((path) => failed('FILE_NOT_LISTED', path, { manifest: rule.file })),
  ];
}

function fileFindings(context: Context, rule: ManifestRule, path: string, expected: string): Finding[] {
  const facts = { manifest: rule.file };
  if (!rule.covers(path)) {
    return [failed('MANIFEST_FORMAT', rule.file, { rule: `lists ${path}, which it must not` })];
  }
  const found = context.digestsOf(path)?.[rule.algorithm]();
  if (found === undefined) return [failed('FILE_MISSING', path, facts)];
  return found === expected ? [] : [failed(rule.code, path, { ...facts, expected, found })];
}
