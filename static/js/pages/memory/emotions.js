// @ts-check
/** How calls felt, by the companion's face: a small chart, and the same as a table. */

import { make } from '../../lib/elements.js';
import { dayText } from '../../lib/moments.js';

/**
 * @typedef {{id: string, started_at: string, companion: {name: string},
 *   emotions: Record<string, number>}} CallEmotions
 */

export const EMOTIONS = ['happy', 'amused', 'surprised', 'caring', 'thoughtful', 'neutral', 'sad'];
const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 100;
const BAR = 14;
const STEP = 20;

/**
 * The parts of one bar, from the bottom up: shares of 100.
 * @param {Record<string, number>} emotions
 * @returns {{emotion: string, from: number, share: number}[]}
 */
export function parts(emotions) {
  const total = EMOTIONS.reduce((sum, emotion) => sum + (emotions[emotion] ?? 0), 0);
  let from = 0;
  return EMOTIONS.filter((emotion) => emotions[emotion]).map((emotion) => {
    const part = { emotion, from, share: ((emotions[emotion] ?? 0) / total) * HEIGHT };
    from += part.share;
    return part;
  });
}

/** @param {CallEmotions[]} calls */
export function chart(calls) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'emotions-chart');
  svg.setAttribute('viewBox', `0 0 ${calls.length * STEP} ${HEIGHT}`);
  svg.setAttribute('width', String(calls.length * STEP));
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'How your last calls felt; the table below says the same');
  calls.forEach(({ emotions }, index) => {
    for (const { emotion, from, share } of parts(emotions)) {
      const bar = document.createElementNS(SVG, 'rect');
      bar.setAttribute('class', `emotion-${emotion}`);
      bar.setAttribute('x', String(index * STEP + (STEP - BAR) / 2));
      bar.setAttribute('y', String(HEIGHT - from - share));
      bar.setAttribute('width', String(BAR));
      bar.setAttribute('height', String(share));
      svg.append(bar);
    }
  });
  return svg;
}

/** @param {CallEmotions[]} calls */
export function legend(calls) {
  const shown = EMOTIONS.filter((emotion) => calls.some(({ emotions }) => emotions[emotion]));
  return shown.map((emotion) => {
    const item = make('li', {}, make('span', { class: `emotion-dot emotion-${emotion}` }));
    item.append(emotion);
    return item;
  });
}

/** @param {CallEmotions[]} calls */
export function tableRows(calls) {
  return calls.map(({ started_at, companion, emotions }) => {
    const felt = EMOTIONS.filter((each) => emotions[each]).map((each) => `${each} ${emotions[each]}`);
    return make(
      'tr',
      {},
      make('th', { text: dayText(started_at), attributes: { scope: 'row' } }),
      make('td', { text: companion.name }),
      make('td', { text: felt.join(', ') }),
    );
  });
}
