/**
 * Which messages of a batch a function left undone, by message id. Lambda takes an absent or empty list for success, and
 * the whole batch for failed when an identifier is missing, empty or not of this batch, or the response has another form
 * (AWS Lambda Developer Guide, "Implementing partial batch responses", success and failure conditions).
 * @param response What the function returned.
 */
export function failedMessages(response: unknown, batch: readonly string[]): readonly string[] {
  if (response === null || response === undefined) return [];
  if (typeof response !== 'object') return batch;
  const failures = 'batchItemFailures' in response ? response.batchItemFailures : undefined;
  if (failures === null || failures === undefined) return [];
  if (!Array.isArray(failures)) return batch;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && batch.includes(id)) ? (ids as string[]) : batch;
}
