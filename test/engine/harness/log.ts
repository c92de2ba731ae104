import './environment';
import { Writable } from 'node:stream';
import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { format, transports } from 'winston';

/**
 * What n8n's logger has written in this process, one JSON text a line, as N8N_LOG_OUTPUT=file writes it at the level
 * `debug`. Nothing of it is printed.
 *
 * Source: @n8n/backend-common 1.41, `logging/logger.js` (`jsonConsoleFormat`). A node's `this.logger`, `LoggerProxy` of
 * n8n-workflow and n8n's error reporter all end there.
 */
export const logged: string[] = [];

const stream = new Writable({
	write(chunk: Buffer, _encoding, done) {
		logged.push(chunk.toString('utf8'));
		done();
	},
});

Container.get(Logger)
	.getInternalLogger()
	// The logger serves all test files of a jest worker; each has its own `logged`.
	.clear()
	.add(
		new transports.Stream({
			stream,
			format: format.combine(format.timestamp(), format.metadata(), format.json()),
		}),
	);
