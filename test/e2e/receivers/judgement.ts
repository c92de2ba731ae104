/**
 * What a service would find wrong with what it got, each with the place: `blocks[3].text.text: is longer than 3000`.
 * The receivers are stricter than the services where those forgive, because what is forgiven is lost without an error.
 */
export type Faults = string[];

/** A request that a receiver refused. Scenarios expect none. */
export interface Refusal {
	request: string;
	faults: Faults;
}

/** Names that an object must not have. */
export function unknownNames(value: object, known: readonly string[], where: string): Faults {
	return Object.keys(value)
		.filter((name) => !known.includes(name))
		.map((name) => `${where}${name}: is not known`);
}

/** @param longest in UTF-16 code units */
export function textFaults(value: unknown, where: string, longest: number, shortest = 1): Faults {
	if (typeof value !== 'string') return [`${where}: is not a text`];
	if (value.length < shortest) return [`${where}: is empty`];
	if (value.length > longest) return [`${where}: has ${value.length} characters, more than ${longest}`];
	return value.isWellFormed() ? [] : [`${where}: holds half of a surrogate pair`];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What may be clicked: web addresses, without user info that poses as the host. */
export function addressFaults(address: string, where: string): Faults {
	if (!URL.canParse(address)) return [`${where}: ${address} is no address`];
	const { protocol, username, password, href } = new URL(address);
	if (protocol !== 'https:' && protocol !== 'http:') return [`${where}: leads to ${protocol}`];
	if (username !== '' || password !== '') return [`${where}: has user info in its address`];
	return /[?&#]st=/.test(href) ? [`${where}: carries the token of a shared session`] : [];
}
