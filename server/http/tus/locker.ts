/** One request at a time on an upload: whoever comes next asks the one before to end, and waits for it a while. */
import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server';

const WAIT_MS = 15_000;

interface Holder {
  readonly askToEnd: RequestRelease;
  readonly ended: Promise<void>;
  end(): void;
}

export function createUploadLocker(waitMs = WAIT_MS): Locker {
  const holders = new Map<string, Holder>();
  return {
    newLock: (id): Lock => ({
      async lock(stopped, askToEnd) {
        const deadline = AbortSignal.any([stopped, AbortSignal.timeout(waitMs)]);
        for (let holder = holders.get(id); holder !== undefined; holder = holders.get(id)) {
          await holder.askToEnd();
          await Promise.race([holder.ended, aborted(deadline)]);
          if (deadline.aborted) throw ERRORS.ERR_LOCK_TIMEOUT;
        }
        let end: (() => void) | undefined;
        const ended = new Promise<void>((resolve) => {
          end = resolve;
        });
        holders.set(id, { askToEnd, ended, end: () => end?.() });
      },
      async unlock() {
        const holder = holders.get(id);
        holders.delete(id);
        holder?.end();
      },
    }),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
