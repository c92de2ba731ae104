import { DEVICE_CODE_GRANT, SHORT_DEVICE_CODE_GRANT } from './deviceCode';
import { EntraError, type EntraFailure } from './errors';

/** The flows a failure can be ordered for; `token` is every grant of the token endpoint. */
export type Flow =
	| 'authorize'
	| 'authorization_code'
	| 'refresh_token'
	| 'client_credentials'
	| typeof DEVICE_CODE_GRANT
	| typeof SHORT_DEVICE_CODE_GRANT
	| 'devicecode'
	| 'discovery'
	| 'token';

interface Order {
	flow: Flow;
	remaining: number;
	failure: EntraFailure;
}

const GRANTS: Flow[] = [
	'authorization_code',
	'refresh_token',
	'client_credentials',
	DEVICE_CODE_GRANT,
	SHORT_DEVICE_CODE_GRANT,
];

/** Failures a test has ordered, used up in the order they came. */
export class OrderedFailures {
	private orders: Order[] = [];

	add(flow: Flow, remaining: number, failure: Partial<EntraFailure>): void {
		const complete = {
			status: 400,
			error: 'invalid_grant',
			error_description: 'AADSTS50000: Ordered.',
			...failure,
		};
		this.orders.push({ flow, remaining, failure: complete });
	}

	/** The failure that is due for this flow, if any. */
	take(flow: Flow): EntraFailure | undefined {
		const order = this.orders.find(
			(known) =>
				known.remaining > 0 && (known.flow === flow || (known.flow === 'token' && GRANTS.includes(flow))),
		);
		if (order) order.remaining -= 1;
		return order?.failure;
	}

	/** @throws EntraError when a failure is due */
	throwIfOrdered(flow: Flow): void {
		const failure = this.take(flow);
		if (failure) throw new EntraError(failure);
	}

	reset(): void {
		this.orders = [];
	}
}
