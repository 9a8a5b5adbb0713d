import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Puts a text into the clipboard, and says so. */
export function CopyButton({ text, children }: { text: string; children: ComponentChildren }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" class="quiet" onClick={() => void copy()}>
      {copied ? 'Copied' : children}
    </button>
  );
}
