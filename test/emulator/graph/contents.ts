/** Answers for evaluation scripts. */
export const contents = {
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
};
