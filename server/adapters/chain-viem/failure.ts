/** What viem throws, told as what the service's callers can act on. */
import {
  BaseError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  HttpRequestError,
  RpcRequestError,
  SocketClosedError,
  TimeoutError,
} from 'viem';
import { ServiceError } from '../../errors.ts';

const RETRY_SECONDS = 5;

function find<T extends Error>(error: unknown, type: new (...args: never[]) => T): T | undefined {
  if (error instanceof type) return error;
  return error instanceof BaseError
    ? ((error.walk((e) => e instanceof type) as T | null) ?? undefined)
    : undefined;
}

/** The contract's custom error with its values as text; undefined when the contract did not revert with one. */
export function revertOf(error: unknown): { name: string; values: readonly string[] } | undefined {
  const data = find(error, ContractFunctionRevertedError)?.data;
  if (data?.errorName === undefined) return undefined;
  return { name: data.errorName, values: (data.args ?? []).map(String) };
}

/** The node's own words when it answered with a JSON-RPC error. */
export function rpcMessage(error: unknown): string | undefined {
  return find(error, RpcRequestError)?.details;
}

export function unavailable(message: string, cause?: unknown): ServiceError {
  return new ServiceError('CHAIN_UNAVAILABLE', message, {
    retryAfterSeconds: RETRY_SECONDS,
    remedy: 'Nothing is lost: it is tried again when the chain answers.',
    cause,
  });
}

export function reset(message: string, facts: Readonly<Record<string, string | number>>): ServiceError {
  return new ServiceError('CHAIN_RESET', message, {
    facts,
    remedy:
      'Check that this is the agreed chain; if it was started anew, deploy the contract, open the log and anchor again.',
  });
}

export function rejected(reason: string, values: readonly string[], cause?: unknown): ServiceError {
  return new ServiceError('CHAIN_REJECTED', `the chain refuses: ${reason}`, {
    facts: { reason, values },
    cause,
  });
}

/** @returns always a ServiceError; one that comes in is handed on */
export function chainFailure(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const revert = revertOf(error);
  if (revert?.name === 'UnknownLog') {
    return reset('the contract does not know the log', { log: revert.values[0] ?? '' });
  }
  if (revert !== undefined) return rejected(revert.name, revert.values, error);
  if (find(error, ContractFunctionZeroDataError) !== undefined) {
    return reset('there is no contract at the expected address', {});
  }
  if (find(error, HttpRequestError) ?? find(error, TimeoutError) ?? find(error, SocketClosedError)) {
    return unavailable('the chain does not answer', error);
  }
  const message = rpcMessage(error);
  return message === undefined
    ? unavailable('the chain gave no usable answer', error)
    : rejected(message, [], error);
}

/** Runs a request to the chain. @throws ServiceError only */
export async function onChain<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw chainFailure(error);
  }
}
