// What opens when somebody follows a link out of the channel. A join link of the sandbox leads to
// a server on this machine: it is asked here, as Content Manager would.
import { html, nothing, type TemplateResult } from 'lit';
import type { Room } from './room.js';
import { words } from './words.js';

interface Info {
  name: string;
  track: string;
  clients: number;
  maxclients: number;
}

export class Leaving {
  #link = '';
  #info: Info | undefined;
  #silent = '';

  constructor(private readonly room: Room) {}

  view(): TemplateResult {
    const join = isJoin(this.#link);
    return html`<dialog id="leaving" aria-labelledby="leaving-title" @close=${() => (this.#link = '')}>
      <h2 id="leaving-title">${join ? words.joinTheServer : words.leaving}</h2>
      <p class="address">${this.#link}</p>
      ${join ? this.#server() : html`<p>${words.leadsOut}</p>`}
      <form method="dialog">
        <button class="press secondary">${words.close}</button>
        <a class="press primary" href=${this.#link || nothing} target="_blank" rel="noopener noreferrer"
          >${join ? words.openAnyway : words.visit}</a
        >
      </form>
    </dialog>`;
  }

  #server(): TemplateResult {
    const info = this.#info;
    return html`<p>${words.opensManager}</p>
      <p id="info" role="status">
        ${info
          ? html`✅ <b>${words.answers(info.name)}</b>: ${words.drives(info.track, info.clients, info.maxclients)}`
          : this.#silent
            ? `❌ ${this.#silent}`
            : words.asking}
      </p>`;
  }

  /** Looks at every click: links of messages are followed through this dialog. */
  clicked = (event: MouseEvent): void => {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (!link?.closest('discord-message') || !link.href) return;
    event.preventDefault();
    const message = /^https:\/\/discord\.com\/channels\/\d+\/\d+\/(\d+)$/.exec(link.href)?.[1];
    if (message) {
      const shown = document.getElementById(`m${message}`);
      shown?.scrollIntoView({ block: 'center' });
      shown?.animate([{ backgroundColor: '#5865f266' }, {}], 1500);
      return;
    }
    void this.#follow(link.href);
  };

  async #follow(link: string): Promise<void> {
    [this.#link, this.#info, this.#silent] = [link, undefined, ''];
    this.room.changed();
    document.querySelector<HTMLDialogElement>('#leaving')?.showModal();
    if (!isJoin(link)) return;
    this.room.note('join');
    try {
      this.#info = (await this.room.line.ask({ do: 'join', link })) as Info;
    } catch (error) {
      this.#silent = error instanceof Error ? error.message : String(error);
    }
    this.room.changed();
  }
}

function isJoin(link: string): boolean {
  return /[?&]httpPort=/.test(link);
}
