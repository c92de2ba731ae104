import { race } from './race';

/** Fixed, so that a failure can be repeated. */
function numbersFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 16_807) % 2_147_483_647;
		return state / 2_147_483_647;
	};
}

describe('workers of one n8n that get the same event at the same time', () => {
	it('pay once for each of its questions, and all of them have the answers', async () => {
		const { paidTwice, failures } = await race({
			workers: 2,
			questions: 2,
			rounds: 3,
			withinMs: 200,
			latencyMs: 20,
			lagMs: 0,
			random: numbersFrom(7),
		});
		expect({ paidTwice, failures }).toEqual({ paidTwice: 0, failures: [] });
	}, 120_000);
});
