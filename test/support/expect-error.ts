/** Asserts code and message together, so that a test cannot pass for another reason. */
import { expect } from 'chai';
import { CoreError, type CoreErrorCode } from '../../core/error.ts';

/** Runs `act`, which must throw a CoreError of this code whose message contains or matches `message`. @returns the error, for its facts */
export function expectCoreError(
  act: () => unknown,
  code: CoreErrorCode,
  message: string | RegExp,
): CoreError {
  try {
    act();
  } catch (error) {
    return check(error, code, message);
  }
  throw new Error(`expected a CoreError ${code}, nothing was thrown`);
}

export async function expectCoreRejection(
  promise: Promise<unknown>,
  code: CoreErrorCode,
  message: string | RegExp,
): Promise<CoreError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return check(error, code, message);
}

function check(error: unknown, code: CoreErrorCode, message: string | RegExp): CoreError {
  expect(error).to.be.instanceOf(CoreError);
  const { code: found, message: text } = error as CoreError;
  expect(found, text).to.equal(code);
  if (typeof message === 'string') expect(text).to.include(message);
  else expect(text).to.match(message);
  return error as CoreError;
}
