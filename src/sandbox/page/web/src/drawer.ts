// Behind the scenes: the servers that the bot has launched, what they log, and what can be broken.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Server } from './frames.js';
import type { Room } from './room.js';

const KNOBS: [knob: string, label: string, about: string][] = [
  ['cut_upload', 'Cut the next upload', 'The line to the next pack breaks, again and again.'],
  ['expire_file', 'Expire the next pack’s link', 'Discord’s link has run out when the bot follows it.'],
  ['rate_limit', 'Let Discord rate-limit', 'The bot’s next edits are refused with 429.'],
  ['slow_discord', 'Slow Discord down', 'Commands reach the bot too late: “The application did not respond”.'],
  ['cut_gateway', 'Cut the bot’s connection', 'It reconnects and resumes by itself.'],
  ['slow_boot', 'Boot slowly', 'The next server takes its time.'],
  ['mend', 'Mend everything', 'Takes back what still lies in wait.'],
];

export class Drawer {
  open = false;
  #said = '';
  #log: { server: string; text: string } | undefined;

  constructor(private readonly room: Room) {
    // The log of an open server goes on by itself.
    setInterval(() => this.#log && void this.#read(this.#log.server), 1000);
  }

  view(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<aside class="drawer" aria-label="Behind the scenes">
      <h2>Behind the scenes <button class="close" aria-label="Close" @click=${this.toggle}>✕</button></h2>
      <h3>Servers on this machine</h3>
      ${this.room.servers.length ? nothing : html`<p class="quiet">None yet. /deploy brings one up.</p>`}
      ${repeat(
        this.room.servers,
        (server) => server.id,
        (server) => this.#server(server),
      )}
      <h3>Break something</h3>
      <p class="quiet" role="status">${this.#said}</p>
      ${KNOBS.map(
        ([knob, label, about]) =>
          html`<button class="knob" id=${`knob-${knob}`} @click=${() => this.#turn(knob)}>
            <b>${label}</b><span>${about}</span>
          </button>`,
      )}
      <p class="quiet"><a href="/licences.txt" target="_blank">Licences of this page’s parts</a></p>
    </aside>`;
  }

  toggle = (): void => {
    this.open = !this.open;
    this.#log = undefined;
    this.room.changed();
  };

  #server(server: Server): TemplateResult {
    const log = this.#log?.server === server.id ? this.#log : undefined;
    return html`<section class="server" data-server=${server.id}>
      <div><b>${server.name}</b> <span class=${`state ${server.state}`}>${server.state}</span></div>
      <div class="quiet">${server.track}${server.address ? html` · <code>${server.address}</code>` : nothing}</div>
      <div>
        <button class="link" aria-expanded=${log !== undefined} @click=${() => this.#toggleLog(server.id)}>
          ${log ? 'Hide log' : 'Show log'}
        </button>
        ${server.state === 'runs'
          ? html`<button class="link danger" @click=${() => this.#turn('crash', server.id)}>Crash it</button>
              <label class="drivers">
                Drivers
                <input
                  type="number"
                  min="0"
                  max=${server.slots}
                  placeholder="0"
                  @change=${(event: Event) => this.#drivers(server.id, Number((event.target as HTMLInputElement).value))}
                />
              </label>`
          : nothing}
      </div>
      ${log ? html`<pre tabindex="0" aria-label=${`Log of ${server.name}`}>${log.text}</pre>` : nothing}
    </section>`;
  }

  #toggleLog(server: string): void {
    this.#log = this.#log?.server === server ? undefined : { server, text: '' };
    this.room.changed();
    if (this.#log) void this.#read(server);
  }

  async #read(server: string): Promise<void> {
    const text = await this.room.line.ask({ do: 'log', server }).catch((error: Error) => error.message);
    if (this.#log?.server !== server || this.#log.text === text) return;
    this.#log.text = String(text);
    const shown = document.querySelector('.server pre');
    const atEnd = !shown || shown.scrollHeight - shown.scrollTop - shown.clientHeight < 20;
    this.room.changed();
    // The newest lines are what one looks for, unless one reads further up.
    if (atEnd) requestAnimationFrame(() => document.querySelector('.server pre')?.scrollTo(0, 1e9));
  }

  async #drivers(server: string, count: number): Promise<void> {
    await this.room.attempt(this.room.line.ask({ do: 'drivers', server, count: Math.max(0, Math.trunc(count)) }));
  }

  async #turn(knob: string, server = ''): Promise<void> {
    const answer = await this.room.line
      .ask({ do: 'break', knob, server })
      .then((answer) => (answer as { words: string }).words)
      .catch((error: Error) => error.message);
    this.#said = answer;
    this.room.changed();
  }
}
