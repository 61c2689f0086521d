// @ts-check
/** Finding and making elements. */

/**
 * The element with this id. Throws when the page lacks it or it is of another kind.
 * @template {Element} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is missing or no ${kind.name}`);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{class?: string, text?: string, attributes?: Record<string, string>}} [details]
 * @param {...Node} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, details = {}, ...children) {
  const element = document.createElement(tag);
  if (details.class) element.className = details.class;
  if (details.text !== undefined) element.textContent = details.text;
  for (const [name, value] of Object.entries(details.attributes ?? {})) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * A small button; who only hears it hears what it is about, too.
 * @param {string} text
 * @param {string} about
 * @param {() => unknown} act
 */
export function smallButton(text, about, act) {
  const attributes = { type: 'button', 'aria-label': `${text}: ${about}` };
  const button = make('button', { class: 'button button-small', text, attributes });
  button.addEventListener('click', act);
  return button;
}

/**
 * One of the icons of `_partials/icons.html`.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}
