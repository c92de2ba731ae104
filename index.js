// n8n loads the nodes and credentials from the "n8n" entry of package.json; this file exists for npm's "main" field.
module.exports = {};
