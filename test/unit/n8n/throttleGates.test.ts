import { ThrottleGates } from '../../../nodes/n8n/throttleGates';
import { VirtualTime } from '../graph/virtualTime';

const TWO_HOURS_MS = 7_200_000;

describe('ThrottleGates', () => {
	let time: VirtualTime;
	let gates: ThrottleGates;
	beforeEach(() => {
		time = new VirtualTime();
		gates = new ThrottleGates(time);
	});

	it('have one gate for an execution and a credential', () => {
		const gate = gates.gateOf('7', 'a');
		expect(gates.gateOf('7', 'a')).toBe(gate);
		expect(gates.gateOf('7', 'b')).not.toBe(gate);
		expect(gates.gateOf('8', 'a')).not.toBe(gate);
	});

	it('have a gate for each time where nothing is shared', () => {
		expect(gates.gateOf(undefined, 'a')).not.toBe(gates.gateOf(undefined, 'a'));
	});

	it('forget an execution that asks no more, and no other', async () => {
		const [ended, goesOn] = [gates.gateOf('ended', 'a'), gates.gateOf('goes on', 'a')];
		for (let round = 0; round < 4; round++) {
			await time.run(time.now() + TWO_HOURS_MS / 4);
			expect(gates.gateOf('goes on', 'a')).toBe(goesOn);
		}
		expect(gates.gateOf('ended', 'a')).not.toBe(ended);
	});

	it('forget nobody whom Graph has told to come back later still', async () => {
		const gate = gates.gateOf('daily', 'a');
		gate.closeFor(2 * TWO_HOURS_MS);
		await time.run(time.now() + TWO_HOURS_MS);
		expect(gates.gateOf('daily', 'a')).toBe(gate);
	});
});
