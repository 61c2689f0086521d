// @ts-check
/** A chosen portrait as it will be seen in the call: its face, alive, when it can move. */

/** @typedef {import('./living_face.js').LivingFace} LivingFace */

export class Preview {
  #image;
  /** @type {LivingFace | null} */
  #living = null;
  #latest = 0;

  /** @param {HTMLImageElement} image for one that stays still; a living one comes in its place */
  constructor(image) {
    this.#image = image;
  }

  /**
   * @param {string} url '' for none
   * @param {string} rigUrl '' for a portrait that stays still
   */
  async show(url, rigUrl) {
    const attempt = ++this.#latest;
    this.#image.hidden = !url;
    if (url) this.#image.src = url;
    this.#still();
    if (!rigUrl) return;
    const { LivingFace } = await import('./living_face.js');
    const living = await LivingFace.of(url, rigUrl, this.#image.alt).catch(() => null);
    if (!living || attempt !== this.#latest) return;
    this.#living = living;
    living.element.className = this.#image.className;
    this.#image.replaceWith(living.element);
    this.#draw(living);
  }

  #still() {
    this.#living?.element.replaceWith(this.#image);
    this.#living?.close();
    this.#living = null;
  }

  /** @param {LivingFace} living */
  #draw(living) {
    if (living !== this.#living) return;
    requestAnimationFrame(() => this.#draw(living));
    if (!living.element.checkVisibility()) return;
    living.draw({ state: 'hearing', segment: null, at_ms: 0, spectrum: null });
  }
}
