import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import { listen } from '../HttpReceiver';
import type { Refusal } from '../judgement';
import { mailFaults } from './mailFaults';
import { parseMail, type Mail } from './parseMail';

/** A mail server (RFC 5321), as far as one mail with one part is handed in. */
export class MailReceiver {
	readonly mails: Mail[] = [];
	readonly refusals: Refusal[] = [];
	readonly user = 'n8n@contoso.com';
	readonly password = 'mail-password-of-the-end-to-end-tests';
	port = 0;
	private server: Server | undefined;
	private readonly sockets = new Set<Socket>();

	async open(): Promise<void> {
		this.server = createServer((socket) => {
			this.sockets.add(socket);
			socket.once('close', () => this.sockets.delete(socket));
			void this.serve(socket).catch(() => socket.destroy());
		});
		this.port = await listen(this.server);
	}

	reset(): void {
		this.mails.length = 0;
		this.refusals.length = 0;
	}

	async close(): Promise<void> {
		const closed = new Promise((resolve) => this.server?.close(resolve));
		for (const socket of this.sockets) socket.destroy();
		await closed;
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
