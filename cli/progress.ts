/** How far a verification has come, on one line of a terminal. */
import { CHECKS } from '../core/verify/check-lists.ts';
import type { ReadOptions, VerifyOptions } from '../core/verify/verify.ts';
import type { CliIo } from './io.ts';
import type { Language } from './language.ts';

/** Milliseconds between two lines. */
const PAUSE = 100;
const MB = 1 << 20;

const TITLES = new Map(
  Object.values(CHECKS).flatMap((checks) => checks.map(({ id, title }) => [id, title] as const)),
);

const READING = {
  en: (done: number, total: number) => `reading: ${done} of ${total} MB`,
  zh: (done: number, total: number) => `读取中：${done} / ${total} MB`,
} as const;
const CHECKING = {
  en: (done: number, total: number) => `check ${done} of ${total}`,
  zh: (done: number, total: number) => `核验第 ${done} 项，共 ${total} 项`,
} as const;

/** Runs the work with its steps shown, where somebody watches; the line is gone when it ends. */
export async function watched<T>(
  { progress, now }: CliIo,
  language: Language,
  work: (steps: Pick<VerifyOptions, 'onProgress'> & Pick<ReadOptions, 'onRead'>) => Promise<T>,
): Promise<T> {
  if (progress === undefined) return work({});
  let next = 0;
  const show = (line: () => string) => {
    if (now() < next) return;
    next = now() + PAUSE;
    progress(line());
  };
  const megabytes = (bytes: number) => Math.round(bytes / MB);
  try {
    return await work({
      onRead: (done, total) => show(() => READING[language](megabytes(done), megabytes(total))),
      onProgress: (check, done, total) =>
        show(() => `${CHECKING[language](done + 1, total)}: ${TITLES.get(check)?.[language] ?? check}`),
    });
  } finally {
    progress();
  }
}
