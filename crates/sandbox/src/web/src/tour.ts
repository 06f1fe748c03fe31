// What to try next: one line above the composer, until the tour is over. What has been tried is
// noted in the room.
import { html, nothing, type TemplateResult } from 'lit';
import type { Message } from './frames.js';
import type { Room, Tried } from './room.js';
import { words } from './words.js';

interface Step {
  until: Tried;
  /** The thing to press stands between the words around it. */
  say: string[];
  /** Whom it wants to speak. */
  who?: string;
  /** Whether it is about a server that can be joined. */
  online: boolean;
}

const STEPS: Step[] = [
  { until: 'join', say: words.toJoin, online: true },
  { until: 'guest', say: words.toGuest, who: 'gus', online: true },
  { until: 'stop', say: words.toStop, who: 'oscar', online: true },
  { until: 'break', say: words.toBreak, online: false },
  { until: 'end', say: words.toFinish, online: false },
];

export function tour(room: Room, backstage: () => void): TemplateResult | typeof nothing {
  const left = STEPS.filter(({ until }) => !room.tried.has(until));
  // So it begins with the first join link: before, the channel's welcome says what to do.
  if (left[0]?.online && ![...room.messages.values()].some(hasLink)) return nothing;
  // What needs a server waits for one.
  const runs = room.servers.some(({ state }) => state === 'runs');
  const step = left.find(({ online }) => runs || !online);
  if (!step || room.tried.has('end')) return nothing;
  const wanted = room.hello?.members.find((one) => one.name === step.who);
  const isThere = wanted !== undefined && wanted.id === room.hello?.me;
  const [before, thing, after] = isThere ? words.nowStop : step.say;
  let press: (() => void) | undefined;
  if (wanted && !isThere) press = () => room.sit({ member: wanted.id });
  if (step.until === 'break') press = backstage;
  return html`<aside class="tour">
    <span
      ><b>${words.next}:</b> ${before}${press
        ? html`<button class="link" @click=${press}>${thing}</button>`
        : html`<b>${thing}</b>`}${after}</span
    >
    <button class="close" aria-label=${words.endTour} title=${words.endTour} @click=${() => room.note('end')}>✕</button>
  </aside>`;
}

function hasLink(message: Message): boolean {
  return message.components.some((row) => row.components.some((part) => part.url !== undefined));
}
