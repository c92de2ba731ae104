import type { ContenderName } from './Arena';
import type { Growth } from './report';

const WIDTH = 720;
const HEIGHT = 360;
const MARGIN = { left: 70, right: 190, top: 40, bottom: 50 };

const LINES: Array<{ name: ContenderName; label: string; colour: string }> = [
	{ name: 'ours', label: 'Security Copilot Session', colour: '#0b5cad' },
	{ name: 'httpRequestNode', label: 'HTTP Request node', colour: '#c4432b' },
	{ name: 'bareFetch', label: "Node's fetch, 256 at once", colour: '#6b7280' },
];

/** A chart of wall time per item over the number of items, both on logarithmic scales, as SVG. */
export function growthChart(growth: readonly Growth[]): string {
	const perItem = (name: ContenderName) =>
		growth.flatMap(({ items, results }) =>
			results[name] ? [{ items, ms: results[name].wallMs / items }] : [],
		);
	const all = LINES.flatMap(({ name }) => perItem(name));
	const x = scale(
		growth.map(({ items }) => items),
		MARGIN.left,
		WIDTH - MARGIN.right,
	);
	const y = scale(powers(all.map(({ ms }) => ms)), HEIGHT - MARGIN.bottom, MARGIN.top);
	const lines = LINES.map(({ name, label, colour }) => {
		const points = perItem(name).map(({ items, ms }) => [x(items), y(ms)] as const);
		const last = points.at(-1);
		if (!last) return '';
		return [
			`<polyline fill="none" stroke="${colour}" stroke-width="2.5" points="${points.map((point) => point.map(round).join(',')).join(' ')}"/>`,
			...points.map(([cx, cy]) => `<circle cx="${round(cx)}" cy="${round(cy)}" r="3.5" fill="${colour}"/>`),
			`<text x="${round(last[0] + 10)}" y="${round(last[1] + 4)}" fill="${colour}">${label}</text>`,
		].join('\n');
	});
	const ticks = [
		...growth.map(
			({ items }) =>
				`<text x="${round(x(items))}" y="${HEIGHT - MARGIN.bottom + 20}" text-anchor="middle">${items.toLocaleString('en')}</text>`,
		),
		...powers(all.map(({ ms }) => ms)).map(
			(ms) =>
				`<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${round(y(ms))}" y2="${round(y(ms))}" stroke="#d1d5db"/><text x="${MARGIN.left - 8}" y="${round(y(ms) + 4)}" text-anchor="end">${ms} ms</text>`,
		),
	];
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${MARGIN.left}" y="22" font-size="14" font-weight="bold">Wall time per session</text>
<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">sessions in one step</text>
${ticks.join('\n')}
${lines.join('\n')}
</svg>
`;
}

/** A logarithmic scale over some values. */
function scale(values: readonly number[], from: number, to: number): (value: number) => number {
	const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
	return (value) => from + ((Math.log(value) - low) / (high - low || 1)) * (to - from);
}

/** The powers of ten around some values. */
function powers(values: readonly number[]): number[] {
	const low = Math.floor(Math.log10(Math.min(...values)));
	const high = Math.ceil(Math.log10(Math.max(...values)));
	return Array.from({ length: high - low + 1 }, (_, index) => Number((10 ** (low + index)).toPrecision(1)));
}

const round = (value: number): number => Math.round(value * 10) / 10;
