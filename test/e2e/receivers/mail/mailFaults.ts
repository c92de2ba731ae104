import { htmlFaults } from '../html';
import { textFaults, type Faults } from '../judgement';
import type { Mail } from './parseMail';

/** What is wrong with a mail in HTML that quotes attackers. */
export function mailFaults({ from, to, subject, contentType, text }: Mail): Faults {
	return [
		...textFaults(from, 'From', 200),
		...textFaults(to, 'To', 200),
		...textFaults(subject, 'Subject', 255),
		...(/^text\/html; charset=utf-8$/i.test(contentType) ? [] : [`Content-Type: is ${contentType}`]),
		...textFaults(text, 'the text', 1_000_000),
		...htmlFaults(text.trim(), 'the text'),
	];
}
