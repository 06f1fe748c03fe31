// Discord's Markdown as Discord shows it. Nothing here makes HTML of text: Lit's templates escape
// all that they are given, and links lead to http and https alone.
import { html, nothing, type TemplateResult } from 'lit';
import { parse } from 'discord-markdown-parser';
import type { Room } from './room.js';
import { LOCALE, words } from './words.js';

type Node = { type: string; content?: Node[] | string; [field: string]: unknown };
type Shown = TemplateResult | string | typeof nothing;

export function markdown(room: Room, text: string): Shown[] {
  return show(room, parse(text, 'extended') as Node[]);
}

function show(room: Room, nodes: Node[] | string | undefined): Shown[] {
  if (typeof nodes === 'string') return [nodes];
  return (nodes ?? []).map((node) => one(room, node));
}

function one(room: Room, node: Node): Shown {
  const inner = () => show(room, node.content);
  const text = typeof node.content === 'string' ? node.content : '';
  switch (node.type) {
    case 'text':
      return text;
    case 'twemoji':
      return String(node['name']);
    case 'br':
      return html`<br />`;
    case 'strong':
      return html`<strong>${inner()}</strong>`;
    case 'em':
      return html`<em>${inner()}</em>`;
    case 'underline':
      return html`<u>${inner()}</u>`;
    case 'strikethrough':
      return html`<s>${inner()}</s>`;
    case 'spoiler':
      return html`<details class="spoiler"><summary>${words.spoiler}</summary>${inner()}</details>`;
    case 'inlineCode':
      return html`<discord-code>${text}</discord-code>`;
    case 'codeBlock':
      return html`<discord-code multiline>${text}</discord-code>`;
    case 'blockQuote':
      return html`<discord-quote>${inner()}</discord-quote>`;
    case 'heading':
      return html`<strong class="heading">${inner()}</strong>`;
    case 'subtext':
      return html`<small>${inner()}</small>`;
    case 'link':
    case 'url':
    case 'autolink':
      return link(String(node['target']), inner());
    case 'timestamp':
      return time(Number(node['timestamp']), String(node['format'] ?? 'f'));
    case 'user':
      if (room.holds('raw_mentions')) return `<@${String(node['id'])}>`;
      return html`<discord-mention type="user">${room.name(String(node['id']))}</discord-mention>`;
    case 'role':
      return html`<discord-mention type="role"
        >${room.hello?.roles.find((role) => role.id === node['id'])?.name ?? 'unknown-role'}</discord-mention
      >`;
    case 'channel':
      return html`<discord-mention type="channel"
        >${room.hello?.channels.find((channel) => channel.id === node['id'])?.name ?? 'unknown'}</discord-mention
      >`;
    case 'everyone':
      return '@everyone';
    case 'here':
      return '@here';
    default:
      return text || html`${inner()}`;
  }
}

function link(target: string, label: Shown[]): Shown {
  if (!/^https?:\/\//i.test(target)) return html`${label}`;
  return html`<a href=${target} target="_blank" rel="noopener noreferrer">${label}</a>`;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

let ahead = 0;

/** The sandbox's clock is ahead of this machine's by so many seconds. */
export function setAhead(seconds: number): void {
  ahead = seconds;
}

/** The sandbox's present, in milliseconds. */
export function now(): number {
  return Date.now() + ahead * 1000;
}

function time(seconds: number, style: string): Shown {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${seconds}:${style}>`;
  return html`<discord-time title=${date.toLocaleString(LOCALE)}>${timeText(date, style)}</discord-time>`;
}

function timeText(date: Date, style: string): string {
  if (style === 'R') {
    const away = (date.getTime() - now()) / 1000;
    const [unit, length] = UNITS.find(([, length]) => length <= Math.abs(away)) ?? ['second', 1];
    return relative.format(Math.trunc(away / length), unit);
  }
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE, options).format(date);
  switch (style) {
    case 't':
      return format({ timeStyle: 'short' });
    case 'T':
      return format({ timeStyle: 'medium' });
    case 'd':
      return format({ dateStyle: 'short' });
    case 'D':
      return format({ dateStyle: 'long' });
    case 'F':
      return format({ dateStyle: 'full', timeStyle: 'short' });
    default:
      return format({ dateStyle: 'long', timeStyle: 'short' });
  }
}
