// Lit's `styleMap` without its first step, a style attribute: the page's Content-Security-Policy
// forbids those.
import { noChange } from 'lit';
import { Directive, directive, type AttributePart, type PartInfo } from 'lit/directive.js';

type Styles = Record<string, string | number | null | undefined>;

class StyleMap extends Directive {
  #set = new Set<string>();

  constructor(part: PartInfo) {
    super(part);
  }

  render(_styles: Styles): unknown {
    return noChange;
  }

  override update(part: AttributePart, [styles]: [Styles]): unknown {
    const { style } = part.element as HTMLElement;
    for (const name of this.#set) if (styles[name] == null) style.removeProperty(name);
    this.#set.clear();
    for (const [name, value] of Object.entries(styles)) {
      if (value == null) continue;
      style.setProperty(name, String(value));
      this.#set.add(name);
    }
    return noChange;
  }
}

export const styleMap = directive(StyleMap);
