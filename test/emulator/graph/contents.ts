/** Answers that are hard to handle, for evaluation scripts. */
export const contents = {
	empty: '',
	oneLine: 'No incidents were found.',
	markdown: [
		'# Incident 4711',
		'',
		'| Entity | Risk |',
		'| --- | --- |',
		'| adele@contoso.com | **high** |',
		'',
		'1. See [the portal](https://security.microsoft.com/incidents/4711).',
		'',
		'```kusto',
		'SigninLogs | where RiskLevel == "high"',
		'```',
		'',
	].join('\n'),
	html: '<p onclick="alert(1)">Risk: <b>high</b></p><script>alert(1)</script>',
	/** 200 KB. */
	long: 'A sentence of sixty-four characters, which makes counting easy.\n'.repeat(3125),
	/** 5 MB. */
	huge: 'A sentence of sixty-four characters, which makes counting easy.\n'.repeat(81_920),
	emoji: 'Risk \u{1F6A8} found by \u{1F469}\u{200D}\u{1F4BB} in \u{1F1E9}\u{1F1EA}.',
	combiningMarks: 'Cafe\u0301 e\u0302tre A\u030Angstro\u0308m.',
	rightToLeft: 'משתמש בסיכון: \u202Eadele\u202C מרכז.',
	controlCharacters: 'before\u0000after\u0007\u001B[31mred\u001B[0m\u0085.',
	/** Goes over the wire as escapes, as JSON asks. */
	loneSurrogates: 'half \uD83D and other half \uDEA8.',
	windowsLineEnds: 'first\r\nsecond\r\n\r\nthird\r\n',
	templateExpression:
		'={{ $json.secret }} {{constructor.constructor("return process")()}} ${process.env} <!channel> @all =1+1',
};
