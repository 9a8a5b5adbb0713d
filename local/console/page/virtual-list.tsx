import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

interface VirtualRows {
  /** To put onto the element that scrolls. */
  frame: RefObject<HTMLDivElement | null>;
  /** The rows that can be seen, and where each begins. */
  rows: { index: number; start: number }[];
  /** The height of all rows, in pixels. */
  height: number;
  scrollTo(index: number): void;
}

/** Draws only those rows of a long list that can be seen. All have the same height. */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const frame = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const virtualizer = useMemo(
    () =>
      new Virtualizer<HTMLDivElement, Element>({
        count,
        getScrollElement: () => frame.current,
        estimateSize: () => rowHeight,
        overscan: 6,
        scrollToFn: elementScroll,
        observeElementRect,
        observeElementOffset,
        onChange: () => redraw((times) => times + 1),
      }),
    [rowHeight],
  );
  virtualizer.setOptions({ ...virtualizer.options, count });
  useEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    frame,
    rows: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start })),
    height: virtualizer.getTotalSize(),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}

/** The space of all rows, with one of them in its place. */
export const placed = (start: number, rowHeight: number) => ({
  position: 'absolute' as const,
  top: 0,
  left: 0,
  right: 0,
  height: `${rowHeight}px`,
  transform: `translateY(${start}px)`,
});
