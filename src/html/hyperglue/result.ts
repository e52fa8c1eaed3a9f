/**
 * What hyperglue returns for HTML text.
 *
 * @module
 */

/** HTML that was filled, which is written as it is. */
export class FilledHtml {
  /** The whole HTML. */
  readonly outerHTML: string;

  constructor(html: string) {
    this.outerHTML = html;
  }

  toString(): string {
    return this.outerHTML;
  }
}

/** Filled HTML. Where text is expected it is its HTML. */
export class HyperglueResult extends FilledHtml {
  /** The whole HTML: the same as `outerHTML`, as in hyperglue 1.x. */
  get innerHTML(): string {
    return this.outerHTML;
  }

  /**
   * In a browser, the HTML as a new element, or as a fragment if it does not have exactly one root; made when
   * first asked for.
   */
  get element(): Element | DocumentFragment {
    const template = document.createElement('template');
    template.innerHTML = this.outerHTML.trim();
    const { content } = template;
    const element = content.childNodes.length === 1 ? (content.firstElementChild ?? content) : content;
    Object.defineProperty(this, 'element', { value: element });
    return element;
  }
}
