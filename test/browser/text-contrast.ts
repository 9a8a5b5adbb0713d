import type { Page } from 'playwright-core';

interface ShownText {
  text: string;
  color: string;
  /** The background colours of the element and all around it, innermost first. */
  grounds: string[];
}

/** Runs in the page. */
const READ_TEXTS = `[...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && [...each.childNodes].some(({ nodeValue }) => nodeValue?.trim()))
  .map((each) => {
    const grounds = [];
    for (let at = each; at; at = at.parentElement) grounds.push(getComputedStyle(at).backgroundColor);
    return { text: each.textContent.trim(), color: getComputedStyle(each).color, grounds };
  })`;

/** Every text that is shown, with the contrast ratio that WCAG 2 defines: AA asks 4.5 of small text. */
export async function readContrasts(page: Page): Promise<{ text: string; ratio: number }[]> {
  const texts = await page.evaluate<ShownText[]>(READ_TEXTS);
  return texts.map(({ text, color, grounds }) => {
    const ground = grounds.find((each) => each !== 'rgba(0, 0, 0, 0)') ?? 'rgb(255, 255, 255)';
    const [low = 0, high = 0] = [luminance(color), luminance(ground)].sort((one, other) => one - other);
    return { text, ratio: (high + 0.05) / (low + 0.05) };
  });
}

/** @param color `rgb(red, green, blue)`, as the page computes it. */
function luminance(color: string): number {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color)?.slice(1);
  if (parts === undefined) throw new Error(`Not a plain colour: ${color}`);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
