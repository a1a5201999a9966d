import type { Check } from '../check.ts';
import { failed, notChecked } from '../check.ts';

/** The zip is of the one form that packages have: nothing before, between or after its files, and every checksum right. */
export const archive: Check = {
  id: 'archive',
  group: 'integrity',
  title: { en: 'Archive', zh: '压缩包结构' },
  spec: 'docs/spec/package.md section 2',
  // Unpacked files lose the archive, not their manifests and proofs.
  weighs: false,
  passed: {
    en: 'The archive has the one form allowed, and all {files} checksums are right.',
    zh: '压缩包符合唯一允许的格式，{files} 个文件的校验和全部正确。',
  },
  run({ archive: zip, files }) {
    const facts = { files: files.size };
    if (zip === undefined) return { findings: [notChecked('UNPACKED', 'zip structure')], facts };
    const findings = zip.problems.map(({ code, subject, rule, expected, found }) =>
      failed(code, subject, {
        rule,
        ...(expected === undefined ? {} : { expected }),
        ...(found === undefined ? {} : { found }),
      }),
    );
    return { findings, facts };
  },
};
