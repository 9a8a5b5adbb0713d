let redactText: ((text: string) => string) | undefined;

/**
 * Redacts what is written to standard output and standard error past the console. Called again, it changes the redactor.
 */
export function redactStreams(redact: (text: string) => string): void {
  const installed = redactText !== undefined;
  redactText = redact;
  if (installed) return;
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...values: unknown[]) => boolean;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => write(redactChunk(chunk), ...rest);
  }
}

const redactChunk = (chunk: string | Uint8Array): string | Uint8Array => {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
  const redacted = redactText?.(text) ?? text;
  return redacted === text ? chunk : redacted;
};
