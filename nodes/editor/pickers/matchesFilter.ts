/** Whether what the user typed into a list's search box occurs in one of the texts. */
export function matchesFilter(filter: string | undefined, ...texts: string[]): boolean {
	const wanted = (filter ?? '').trim().toLowerCase();
	return texts.some((text) => text.toLowerCase().includes(wanted));
}
