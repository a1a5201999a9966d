/** The refusal that a promise ends in; anything else, and success, fails the test. */
import { expect } from 'chai';
import { ServiceError } from '../../server/errors.ts';

export async function serviceError(promise: Promise<unknown>): Promise<ServiceError> {
  try {
    await promise;
  } catch (error) {
    expect(error).to.be.instanceOf(ServiceError);
    return error as ServiceError;
  }
  throw new Error('expected a ServiceError, but the call succeeded');
}
