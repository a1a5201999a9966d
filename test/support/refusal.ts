/** What a call was refused with, as `CODE: message`, so that a test states both and cannot pass for another reason. */
import { CoreError } from '../../core/error.ts';

function told(error: unknown): string {
  if (error instanceof CoreError) return `${error.code}: ${error.message}`;
  throw error;
}

/** @returns `nothing` when the call went through; errors of other kinds pass on */
export function refusal(call: () => unknown): string {
  try {
    call();
    return 'nothing';
  } catch (error) {
    return told(error);
  }
}

/** As `refusal`, of a promise. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'nothing';
  } catch (error) {
    return told(error);
  }
}
