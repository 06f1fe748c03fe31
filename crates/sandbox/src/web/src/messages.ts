// The channel's messages. The component library gives them Discord's looks; what can be pressed is
// the browser's own, so that keyboards and screen readers find it.
import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import '@skyra/discord-components-core/discord-embed.js';
import '@skyra/discord-components-core/discord-embed-description.js';
import '@skyra/discord-components-core/discord-embed-fields.js';
import '@skyra/discord-components-core/discord-embed-field.js';
import '@skyra/discord-components-core/discord-embed-footer.js';
import '@skyra/discord-components-core/discord-code.js';
import '@skyra/discord-components-core/discord-mention.js';
import '@skyra/discord-components-core/discord-quote.js';
import '@skyra/discord-components-core/discord-time.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { styleMap } from 'lit/directives/style-map.js';
import { EPHEMERAL, LOADING, type Attachment, type Component, type Deed, type Embed, type Id, type Message } from './frames.js';
import { markdown } from './markdown.js';
import { localized, type Room } from './room.js';
import { LOCALE, words } from './words.js';

// The library's grey for times is too dark to be read on its own background.
DiscordMessage.elementStyles = [
  ...DiscordMessage.elementStyles,
  css`
    .discord-message-timestamp {
      color: #a3a6aa;
    }
  `,
];

export function messages(room: Room): TemplateResult {
  const failed = [...room.deeds.values()].filter((deed) => !deed.message);
  const entries: (Message | Deed)[] = [...room.messages.values(), ...failed];
  // Ids are given out in order of time, and all have the same length.
  entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  return html`${repeat(
    entries,
    (entry) => entry.id,
    (entry) => ('said' in entry ? deed(room, entry) : message(room, entry)),
  )}`;
}

function message(room: Room, message: Message): TemplateResult {
  const whisper = (message.flags & EPHEMERAL) !== 0;
  const loading = (message.flags & LOADING) !== 0;
  const by = message.interaction_metadata;
  return html`<discord-message
    id=${`m${message.id}`}
    role="article"
    class=${whisper ? 'whisper' : ''}
    author=${room.name(message.author.id)}
    avatar=${`/avatars/${message.author.id}`}
    role-color=${room.colour(message.author.id)}
    ?bot=${message.author.bot ?? false}
    .timestamp=${clock(message.timestamp)}
  >
    ${by ? used(room, by.user.id, by.name) : nothing}
    ${loading
      ? html`<span class="thinking">${words.thinking(room.name(message.author.id))}</span>`
      : html`<span class="content">${markdown(room, message.content)}</span>
          ${message.edited_timestamp !== null && message.content ? html`<small class="quiet">${words.edited}</small>` : nothing}`}
    ${room.holds('hide_embeds') ? nothing : message.embeds.map((one) => embed(room, one))}
    ${message.attachments.map(attachment)}
    ${message.components.map(
      (row) =>
        html`<div slot="components" class="row">${row.components.map((part) => (part.type === 3 ? menu(room, message, part) : button(room, message, part)))}</div>`,
    )}
    ${failure(room, message)}
    ${whisper
      ? html`<div slot="reactions" class="aside">
          <span aria-hidden="true">👁</span> ${words.onlyYou} •
          <button class="link" @click=${() => room.dismiss(message.id)}>${words.dismiss}</button>
        </div>`
      : nothing}
  </discord-message>`;
}

/** A picture as a picture, anything else as a link to it. */
function attachment(file: Attachment): TemplateResult {
  const isPicture = file.content_type?.startsWith('image/') ?? false;
  if (isPicture)
    return html`<a slot="attachments" class="picture" href=${file.url} target="_blank" title=${file.filename}
      ><img src=${file.url} alt=${file.description ?? file.filename}
    /></a>`;
  return html`<a slot="attachments" class="file" href=${file.url} target="_blank">📄 ${file.filename}</a>`;
}

/** "oscar used /deploy", as Discord puts it above an answer. */
function used(room: Room, who: string, command: string | undefined): TemplateResult | typeof nothing {
  if (!command) return nothing;
  const own = room.commands.find((one) => one.name === command);
  const [before, what, after] = words.used(`/${own ? localized(own.name, own.name_localizations) : command}`);
  return html`<div slot="reply" class="used">
    <img src=${`/avatars/${who}`} alt="" /><b style=${styleMap({ color: room.colour(who) })}>${room.name(who)}</b> ${before}
    <span>${what}</span> ${after}
  </div>`;
}

function embed(room: Room, embed: Embed): TemplateResult {
  const colour = embed.color === undefined ? undefined : `#${embed.color.toString(16).padStart(6, '0')}`;
  return html`<discord-embed slot="embeds" color=${colour ?? nothing}>
    <discord-embed-description slot="description">
      ${embed.title ? html`<div class="title">${markdown(room, embed.title)}</div>` : nothing}
      ${embed.description ? html`<div class="words">${markdown(room, embed.description)}</div>` : nothing}
    </discord-embed-description>
    ${embed.fields?.length
      ? html`<discord-embed-fields slot="fields">
          ${embed.fields.map(
            (field) =>
              html`<discord-embed-field field-title=${field.name} ?inline=${field.inline}
                >${markdown(room, field.value)}</discord-embed-field
              >`,
          )}
        </discord-embed-fields>`
      : nothing}
    ${embed.footer ? html`<discord-embed-footer slot="footer">${embed.footer.text}</discord-embed-footer>` : nothing}
  </discord-embed>`;
}

/** Discord's numbers for styles, from 1: blurple, grey, green, red, link. */
const STYLES = ['', 'primary', 'secondary', 'success', 'danger', 'secondary'];

function button(room: Room, message: Message, part: Component): TemplateResult | typeof nothing {
  if (part.type !== 2) return nothing;
  const label = html`${part.emoji?.name ?? ''} ${part.label ?? ''}`;
  const look = `press ${STYLES[part.style ?? 2] ?? 'secondary'}`;
  if (part.url && /^https?:\/\//i.test(part.url))
    return html`<a class=${look} href=${part.url} target="_blank" rel="noopener noreferrer"
      >${label} <span aria-hidden="true">↗</span></a
    >`;
  const id = part.custom_id ?? '';
  const waiting = [...room.deeds.values()].some(
    (deed) => deed.message === message.id && deed.name === id && deed.state === 'waiting',
  );
  const press = () => waiting || room.attempt(room.line.ask({ do: 'press', message: message.id, button: id }));
  // While it waits it is not `disabled`: that would take the focus from whoever pressed it by keyboard.
  return html`<button class=${look} ?disabled=${part.disabled ?? false} aria-disabled=${waiting} @click=${press}>
    ${label}
  </button>`;
}

/** A menu to choose one thing from. */
function menu(room: Room, message: Message, part: Component): TemplateResult {
  const id = part.custom_id ?? '';
  const chosen = (event: Event) => {
    const list = event.target as HTMLSelectElement;
    const value = list.value;
    // The bot answers with another message; until then nothing is chosen.
    list.value = '';
    if (value) void room.attempt(room.line.ask({ do: 'choose', message: message.id, menu: id, values: [value] }));
  };
  return html`<select class="menu-of-message" aria-label=${part.placeholder ?? ''} data-menu=${id} @change=${chosen}>
    <option value="" selected disabled hidden>${part.placeholder ?? ''}</option>
    ${(part.options ?? []).map(
      (one) => html`<option value=${one.value}>${one.label}${one.description ? ` – ${one.description}` : ''}</option>`,
    )}
  </select>`;
}

/** What Discord says below a message whose button came to nothing. */
function failure(room: Room, message: Message): TemplateResult | typeof nothing {
  const failed = [...room.deeds.values()].some((deed) => deed.message === message.id && deed.state === 'failed');
  return failed ? html`<div slot="components" class="failed" role="alert">${words.failed}</div>` : nothing;
}

/** A command that the bot has not answered yet, or did not answer in time. */
function deed(room: Room, deed: Deed): TemplateResult {
  const me = room.hello?.me ?? '';
  const bot = room.hello?.bot;
  const name = deed.said.split(' ')[0]?.slice(1) ?? '';
  return html`<discord-message
    role="article"
    class="whisper"
    author=${bot?.name ?? ''}
    avatar=${`/avatars/${bot?.id ?? ''}`}
    bot
    .timestamp=${clock(made(deed.id))}
  >
    ${used(room, me, name)}
    ${deed.state === 'waiting'
      ? html`<span class="thinking">${words.sending}</span>`
      : html`<span class="failed" role="alert">${words.noResponse}</span>
          <div slot="reactions" class="aside">
            <span aria-hidden="true">👁</span> ${words.onlyYou} •
            <button class="link" @click=${() => room.dismiss(deed.id)}>${words.dismiss}</button>
          </div>`}
  </discord-message>`;
}

/** When something with this id was made: Discord's ids begin with the time since 2015. */
function made(id: Id): number {
  return Number(BigInt(id) >> 22n) + 1_420_070_400_000;
}

function clock(moment: string | number): string {
  const date = new Date(moment);
  const time = date.toLocaleTimeString(LOCALE, { timeStyle: 'short' });
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? words.today(time) : `${date.toLocaleDateString(LOCALE)} ${time}`;
}
