/** A document sent in parts (tus): after a lost connection, or another visit of the page, it goes on where it was. */
import { apiUrl, csrfHeaders, refusalOf } from './http.ts';

/** What a lost connection costs at most. */
const PART_BYTES = 4 * 1024 * 1024;
const RETRY_MS = [500, 1_000, 3_000, 5_000, 10_000, 20_000];

/** @param onSent told the bytes that are durable at the service @returns the upload's id @throws ApiError, and what the connection failed with */
export async function uploadFile(file: File, onSent: (bytes: number) => void): Promise<string> {
  const { DetailedError, Upload } = await import('tus-js-client');
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: apiUrl('v1/uploads'),
      headers: csrfHeaders(),
      metadata: { filename: file.name, ...(file.type === '' ? {} : { filetype: file.type }) },
      chunkSize: PART_BYTES,
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      onChunkComplete: (_size, accepted) => onSent(accepted),
      onError: (error) => {
        const answer = error instanceof DetailedError ? error.originalResponse : null;
        reject(answer === null ? error : refusalOf(answer.getStatus(), answer.getBody()));
      },
      onSuccess: () => resolve(upload.url!.split('/').at(-1)!),
    });
    upload
      .findPreviousUploads()
      .then(([earlier]) => {
        if (earlier !== undefined) upload.resumeFromPreviousUpload(earlier);
        upload.start();
      })
      .catch(reject);
  });
}
