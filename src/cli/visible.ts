// Foreign text on a terminal: what the exchange sends cannot steer it, but for the colours that this program adds itself.
import { randomUUID } from 'node:crypto';

/** Stands for the escape character in this program's own colours until a text is written; nobody else can know it. */
export const OWN_ESCAPE = `\ufdd0${randomUUID()}\ufdd0`;

/** Controls of terminals (C0, DEL, C1), and marks that change the direction of text. Tabs and line breaks may stand. */
// oxlint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (mark: string) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as it may be written: controls as `\u001b`, which in JSON means the same, and own colours as colours. */
export const visible = (text: string): string => text.replaceAll(STEERING, escaped).replaceAll(OWN_ESCAPE, '\u001b');

/** The same on one line, so that no foreign text can look like a line of this program. */
export const visibleLine = (text: string): string => visible(text.replaceAll('\n', '\\n').replaceAll('\t', '\\t'));
