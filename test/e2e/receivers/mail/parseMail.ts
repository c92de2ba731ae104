export interface Mail {
	from: string;
	to: string;
	subject: string;
	contentType: string;
	text: string;
}

/** Reads a mail of one part (RFC 5322), its header words (RFC 2047) and its transfer encoding (RFC 2045). */
export function parseMail(source: string): Mail {
	const end = source.indexOf('\r\n\r\n');
	const headers = source.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
	const body = source.slice(end + 4);
	const header = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
	const encoding = header('Content-Transfer-Encoding').toLowerCase();
	return {
		from: header('From'),
		to: header('To'),
		subject: decodeWords(header('Subject')),
		contentType: header('Content-Type'),
		text: (encoding === 'base64'
			? Buffer.from(body, 'base64')
			: encoding === 'quoted-printable'
				? quotedPrintable(body.replace(/=\r\n/g, ''))
				: Buffer.from(body)
		).toString('utf8'),
	};
}

function quotedPrintable(text: string): Buffer {
	const bytes = text.replace(/=([\dA-F]{2})/gi, (_match, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
	return Buffer.from(bytes, 'latin1');
}

function decodeWords(text: string): string {
	return text
		.replace(/\?=\s+=\?/g, '?==?')
		.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_match, kind: string, word: string) =>
			(kind.toLowerCase() === 'b'
				? Buffer.from(word, 'base64')
				: quotedPrintable(word.replaceAll('_', ' '))
			).toString('utf8'),
		);
}
