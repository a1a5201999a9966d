/** The refusal that a promise ends in; anything else, and success, fails the test. */
import { expect } from 'chai';
import { ServiceError, type ServiceErrorCode } from '../../server/errors.ts';

export async function serviceError(promise: Promise<unknown>): Promise<ServiceError> {
  try {
    await promise;
  } catch (error) {
    expect(error).to.be.instanceOf(ServiceError);
    return error as ServiceError;
  }
  throw new Error('expected a ServiceError, but the call succeeded');
}

/** The same for what refuses without a promise, with the code that it must have. */
export function expectServiceError(act: () => unknown, code: ServiceErrorCode): ServiceError {
  try {
    act();
  } catch (error) {
    expect(error).to.be.instanceOf(ServiceError);
    expect((error as ServiceError).code).to.equal(code);
    return error as ServiceError;
  }
  throw new Error(`expected a ServiceError ${code}, nothing was thrown`);
}
