import { equal } from '../../bytes.ts';
import { BAG_DECLARATION, parseBagInfo } from '../../package/bag.ts';
import { PATHS, PAYLOAD_FOLDER } from '../../package/layout.ts';
import { collisionKey, pathProblem } from '../../package/names.ts';
import type { Check } from '../check.ts';
import { failed, malformedFinding } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue, openPart } from '../opened.ts';
import type { Finding } from '../report.ts';

const REQUIRED = [PATHS.bagit, PATHS.bagInfo, PATHS.manifestSha256, PATHS.manifestSm3, PATHS.tagManifest];

/** The frame is a BagIt bag: declaration, bag-info with the right payload size, the manifests, and plain file names. */
export const bag: Check = {
  id: 'bag',
  group: 'integrity',
  title: { en: 'BagIt frame', zh: 'BagIt 框架' },
  spec: 'RFC 8493 section 2; docs/spec/package.md section 3',
  weighs: true,
  passed: {
    en: 'The files form a complete BagIt bag.',
    zh: '文件构成完整的 BagIt 包。',
  },
  run({ files, digestsOf }) {
    const missing = REQUIRED.filter((path) => !files.has(path)).map((path) => failed('FILE_MISSING', path));
    const info = openPart(files.get(PATHS.bagInfo), parseBagInfo);
    const payload = payloadOf(files, digestsOf);
    const said = openedValue(info)?.payload;
    const findings = [
      ...missing,
      ...declaration(files.get(PATHS.bagit)),
      ...malformedFinding(info, 'BAG_FORMAT', PATHS.bagInfo),
      ...names(files),
    ];
    if (said !== undefined && (said.bytes !== payload.bytes || said.files !== payload.files)) {
      const facts = {
        rule: 'Payload-Oxum differs from the payload',
        expected: `${said.bytes}.${said.files}`,
        found: `${payload.bytes}.${payload.files}`,
      };
      findings.push(failed('BAG_FORMAT', PATHS.bagInfo, facts));
    }
    return { findings, facts: { payloadBytes: payload.bytes, payloadFiles: payload.files } };
  },
};

function declaration(bytes: Uint8Array | undefined): Finding[] {
  if (bytes === undefined || equal(bytes, BAG_DECLARATION)) return [];
  return [failed('BAG_FORMAT', PATHS.bagit, { rule: 'is not the declaration of BagIt 1.0 in UTF-8' })];
}

/** The archive's reader has checked them already; unpacked files come from elsewhere. */
function names(files: Context['files']): Finding[] {
  const keys = new Set<string>();
  return [...files.keys()].flatMap((path) => {
    const rule = keys.has(collisionKey(path))
      ? 'is there twice, upper and lower case apart'
      : pathProblem(path);
    keys.add(collisionKey(path));
    return rule === undefined ? [] : [failed('BAG_FORMAT', path, { rule })];
  });
}

function payloadOf(
  files: Context['files'],
  digestsOf: Context['digestsOf'],
): { bytes: number; files: number } {
  const payload = [...files.keys()].filter((path) => path.startsWith(PAYLOAD_FOLDER));
  const bytes = payload.reduce((sum, path) => sum + (digestsOf(path)?.size ?? 0), 0);
  return { bytes, files: payload.length };
}
