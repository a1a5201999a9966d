/** Small files that are there as a whole or not at all. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';

/** Written aside, flushed and moved into place, so that a crash leaves the old file or the new one. */
export function writeFileSafely(file: string, text: string, mode = 0o600): void {
  const draft = `${file}.new`;
  const fd = openSync(draft, 'w', mode);
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, file);
}
