import type { StoreCall } from './call.ts';
import { ownUpload } from './own-upload.ts';

/** AbortMultipartUpload: drops the upload with all its parts. */
export async function abortMultipartUpload(call: StoreCall): Promise<void> {
  const { uploadId } = await ownUpload(call);
  await call.store.uploads.remove(uploadId);
  call.response.writeHead(204).end();
}
