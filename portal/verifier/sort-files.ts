/** Which of the files that somebody dropped are to be verified, and which go with them. */
import { concat } from '../../core/bytes.ts';
import type { ReportKind } from '../../core/verify/report.ts';
import { kindOfSubject } from '../../core/verify/subject.ts';

export interface Subject {
  readonly file: File;
  readonly kind: ReportKind;
  /** Files to hold against it. */
  readonly companions: readonly File[];
}

export interface SortedFiles {
  readonly subjects: readonly Subject[];
  /** Neither something to verify nor of use to anything that is. */
  readonly strangers: readonly File[];
}

/** Above it the ends of the file tell enough; a receipt or proof is far smaller. */
const SMALL = 2 ** 20;
const END = 64;

export async function sortFiles(files: readonly File[]): Promise<SortedFiles> {
  const kinds = await Promise.all(files.map(kindOf));
  const others = files.filter((_, i) => kinds[i] === undefined);
  const subjects = files.flatMap((file, i) => {
    const kind = kinds[i];
    return kind === undefined ? [] : [{ file, kind, companions: kind === 'package' ? [] : others }];
  });
  const used = subjects.some(({ kind }) => kind !== 'package');
  return { subjects, strangers: used ? [] : others };
}

async function kindOf(file: File): Promise<ReportKind | undefined> {
  if (file.size <= SMALL) return kindOfSubject(await bytesOf(file));
  return kindOfSubject(concat(await bytesOf(file.slice(0, END)), await bytesOf(file.slice(-END))));
}

export async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}
