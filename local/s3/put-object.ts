import type { StoreCall } from './call.ts';
import { checksumHeader } from './checksum.ts';
import { encryptionHeaders, requireEncryption } from './encryption.ts';
import { withIncomingFile } from './folders.ts';
import { keptHeaders, quoted } from './object-headers.ts';
import { newETag } from './objects.ts';
import { onlyIfAbsent, preconditionFailed } from './only-if-absent.ts';
import { receiveBody } from './receive-body.ts';

/** PutObject: the whole object in one request. Nothing of it can be read before all of it was verified. */
export async function putObject(call: StoreCall): Promise<void> {
  const { request, response, bucketName, objectKey, scope, store, now } = call;
  const encryption = requireEncryption(request.headers, scope, store.rules());
  const ifAbsent = onlyIfAbsent(request.headers);
  if (ifAbsent && (await store.objects.read(bucketName, objectKey))) throw preconditionFailed();
  const etag = newETag();
  const checksum = await withIncomingFile(store.folders, async (file) => {
    const body = await receiveBody(call, file);
    const facts = {
      bucketName,
      objectKey,
      size: body.size,
      etag,
      modifiedAt: now,
      ...encryption,
      checksum: body.checksum && { ...body.checksum, type: 'FULL_OBJECT' as const },
      headers: keptHeaders(request.headers),
    };
    if (!(await store.objects.put(facts, file, ifAbsent))) throw preconditionFailed();
    return facts.checksum;
  });
  response
    .writeHead(200, {
      ...encryptionHeaders(encryption),
      ...(checksum
        ? { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type }
        : {}),
      etag: quoted(etag),
      'content-length': 0,
    })
    .end();
}
