import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import { openServer, type OpenServer } from '../../../emulator/http/server';
import type { Refusal } from '../judgement';
import { mailFaults } from './mailFaults';
import { parseMail, type Mail } from './parseMail';

/** A mail server (RFC 5321), as far as one mail with one part is handed in. */
export class MailReceiver {
	readonly mails: Mail[] = [];
	readonly refusals: Refusal[] = [];
	readonly user = 'n8n@contoso.com';
	readonly password = 'mail-password-of-the-end-to-end-tests';
	private server: OpenServer | undefined;

	async open(): Promise<void> {
		const serve = (socket: Socket) => void this.serve(socket).catch(() => socket.destroy());
		this.server = await openServer(createServer(serve));
	}

	get port(): number {
		return this.server?.port ?? 0;
	}

	reset(): void {
		this.mails.length = 0;
		this.refusals.length = 0;
	}

	async close(): Promise<void> {
		await this.server?.close();
	}

	private async serve(socket: Socket): Promise<void> {
		const say = (line: string) => void socket.write(`${line}\r\n`);
		say('220 mail.contoso.com');
		let data: string[] | undefined;
		for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
			if (data) {
				if (line !== '.') data.push(line.replace(/^\./, ''));
				else {
					say(this.take(data.join('\r\n')));
					data = undefined;
				}
				continue;
			}
			const [command = '', ...words] = line.split(' ');
			switch (command.toUpperCase()) {
				case 'EHLO':
					say('250-mail.contoso.com\r\n250 AUTH PLAIN');
					break;
				case 'AUTH':
					say(this.knows(words[1]) ? '235 Welcome' : '535 Authentication failed');
					break;
				case 'DATA':
					data = [];
					say('354 Go on');
					break;
				case 'QUIT':
					say('221 Bye');
					break;
				default:
					say('250 OK');
			}
		}
	}

	private knows(plain = ''): boolean {
		return Buffer.from(plain, 'base64').toString() === `\0${this.user}\0${this.password}`;
	}

	private take(source: string): string {
		const mail = parseMail(source);
		const faults = mailFaults(mail);
		if (faults.length === 0) this.mails.push(mail);
		else this.refusals.push({ request: `mail to ${mail.to}`, faults });
		return faults.length === 0 ? '250 Accepted' : `554 ${faults[0]}`;
	}
}
