// A file on its way to the sandbox, which keeps it as Discord would.
import type { Id } from './frames.js';
import { words } from './words.js';

export interface Kept {
  id: Id;
  name: string;
  size: number;
}

/** Sends a file, or asks for one of the sandbox's own samples. `told` hears how much of it is there. */
export function upload(
  file: File | 'pack' | 'program',
  seat: { me: Id; channel: Id } | undefined,
  told: (share: number) => void,
  stop: AbortSignal,
): Promise<Kept> {
  const query = new URLSearchParams({ member: seat?.me ?? '', channel: seat?.channel ?? '', name: typeof file === 'string' ? file : file.name });
  return new Promise((done, refuse) => {
    // `fetch` does not tell how far it has come.
    const request = new XMLHttpRequest();
    request.open('POST', `${typeof file === 'string' ? '/sample' : '/files'}?${query}`);
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0);
    request.onload = () =>
      request.status === 200
        ? done(JSON.parse(request.responseText) as Kept)
        : refuse(new Error(request.responseText));
    request.onerror = () => refuse(new Error(words.unreadable));
    request.onabort = () => refuse(new DOMException('', 'AbortError'));
    stop.addEventListener('abort', () => request.abort());
    request.send(typeof file === 'string' ? null : file);
  });
}

export function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
